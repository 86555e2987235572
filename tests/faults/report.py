"""What a run says of itself, and docs/faults.md."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.faults.mutants import Mutant
from tests.faults.runs import Run

PAGE: Final = Path(__file__).parents[2] / "docs" / "faults.md"

HEAD: Final = """\
# Faults

`make faults` writes this page.

[tests/faults](../tests/faults) draws histories: users and tasks are written through the repositories, their changes go
through the stream function's own code into a lake with the program's own statements, and something goes wrong on the way.
After each history `tasks` and `users` must equal the table, and `task_history`, `user_history` and `task_timeline` the
stream, each change once. Where nothing was lost for good and no table restored, the comparison of `lake verify` must name
nothing; where it does, the plans of `lake repair` must close all of it. Then all raw objects expire, and all of it must still hold.

Ten histories share a lake, its clock and its maintenance, since a statement takes as long for one as for ten; so the
numbers below come in tens. `make test` runs 20 histories, the same ones each time.

## Promises

Each mutant is the program with one promise broken. The second column says how it is broken, the third how many histories it
took until one differed.

"""


def summary(where: str, run: Run) -> str:
    """Return what came of a run, as text."""
    outcome = "one differs" if run.failed else "none differs"
    faults = "\n".join(f"  {count:>7,} {kind}" for kind, count in sorted(run.faults.items()))
    return f"{where}: {run.histories:,} histories, {run.changes:,} changes, {outcome}, {run.seconds:.0f} s\n{faults}"


def line(mutant: Mutant, run: Run) -> str:
    return f"{took(run):>14} {mutant.name}"


def took(run: Run) -> str:
    return f"{run.first_failure:,}" if run.first_failure else f"not in {run.histories:,}"


def write_page(killed: Mapping[Mutant, Run], memory: Run, local: Run) -> None:
    """Write docs/faults.md."""
    rows = [
        f"| {mutant.promise} | {mutant.name} | {took(run)} |"
        for mutant, run in sorted(killed.items(), key=lambda each: each[0].promise)
    ]
    promises = "\n".join(["| promise | mutant | histories it took |", "| --- | --- | ---: |", *rows])
    kinds = sorted(memory.faults | local.faults)
    counts = [f"| {kind} | {memory.faults[kind]:,} | {local.faults[kind]:,} |" for kind in kinds]
    steps = "\n".join(["| step | in memory | local engine |", "| --- | ---: | ---: |", *counts])
    total = (
        f"| histories | {memory.histories:,} | {local.histories:,} |\n"
        f"| changes of the tables | {memory.changes:,} | {local.changes:,} |\n"
        f"| histories that differ | {int(memory.failed is not None)} | {int(local.failed is not None)} |"
    )
    PAGE.write_text(f"{HEAD}{promises}\n\n## The last run\n\n{steps}\n{total}\n", encoding="utf-8")
