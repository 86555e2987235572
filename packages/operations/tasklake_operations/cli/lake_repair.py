"""lake repair: the lake says again what the table says."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import typer

from tasklake_operations.cli.lake_access import ApplyOption, LakeAccess, StackOption, lake_access
from tasklake_operations.cli.lake_verify import SettleOption, compared
from tasklake_operations.cli.rows import Format, FormatOption, print_rows, rows_of
from tasklake_operations.cli.waiting import progress
from tasklake_operations.errors import OperationError
from tasklake_operations.stack import LOCAL_STACK

if TYPE_CHECKING:
    from rich.progress import Progress

    from tasklake_operations.repair import Mending, Repair
    from tasklake_operations.verification import Case, Difference


class NotRepairedError(OperationError):
    """Some of the differences stay."""


def repair(
    *,
    apply: ApplyOption = False,
    settle: SettleOption = None,
    output: FormatOption = Format.TABLE,
    stack: StackOption = LOCAL_STACK,
) -> None:
    """Close every difference that `lake verify` names, or fill an empty lake from the table.

    Writers and maintenance may go on. A run that ends anywhere is finished by the next one. Users of the ledger of
    erasures whom a restored table has brought back are erased again first.
    """
    from tasklake_operations.repair import Repair, erase_again, is_empty, refuse_lost_files

    with lake_access(stack, maintenance=True) as lake, progress() as bars:
        clients, outputs = lake.clients, lake.outputs
        refuse_lost_files(clients.client("glue"), clients.client("s3"), outputs.glue_database)
        returned = erase_again(lake.clients.client("dynamodb"), lake.outputs, apply=apply)
        if returned:
            typer.echo(f"Erased users whom the table has: {returned}.", err=True)
        mending = Repair(
            lake.sql, lake.clients.client("s3"), lake.outputs.lake_bucket, lake.outputs.lake_windows
        )
        if is_empty(mending):
            fill(mending, lake, bars, apply=apply)
        else:
            mend(mending, lake, bars, settle, output, apply=apply)


def fill(mending: "Repair", lake: LakeAccess, bars: "Progress", *, apply: bool) -> None:
    from tasklake_operations.repair import Bootstrap
    from tasklake_operations.table_reads import SEGMENTS
    from tasklake_operations.verification import TableItems

    if not apply:
        typer.echo("The lake is empty: `--apply` fills it with what the table has.", err=True)
        return
    start = time.monotonic()
    table = TableItems(lake.clients.client("dynamodb"), lake.outputs.table_name)
    parts = Bootstrap(table, mending, lake.outputs.table_generation, lake_time(lake)).run()
    written = sum(bars.track(parts, total=SEGMENTS, description="Filling the lake"))
    mending.merge()
    tell_rows(written, time.monotonic() - start)


def mend(
    mending: "Repair",
    lake: LakeAccess,
    bars: "Progress",
    settle: float | None,
    output: Format,
    *,
    apply: bool,
) -> None:
    from tasklake_operations.repair import TABLES_OF
    from tasklake_operations.verification import Kind

    seen_at = lake_time(lake)
    report = Report()
    written, start = 0, time.monotonic()
    with compared(lake, bars, settle) as (verification, comparison):
        planned = plans(verification.differing(), report, lake.outputs.table_generation, seen_at)
        for entity, some in groupby(planned, itemgetter(0)):
            mendings = (each for _, each in some)
            written += sum(mending.mend(TABLES_OF[entity], mendings) if apply else (0 for _ in mendings))
    for each in comparison.differences:
        if each.kind == Kind.UNREADABLE:
            report.refused.append(f"{each.entity} {each.id} cannot be read: mend it in the table.")
    print_rows(rows_of(report.columns), output)
    if not report.lines:
        typer.echo("There is nothing to mend.", err=True)
    elif apply:
        mending.merge()
        tell_rows(written, time.monotonic() - start)
    else:
        typer.echo(f"Items to mend: {len(report.lines)}. `--apply` does it.", err=True)
    if report.refused:
        raise NotRepairedError(
            "\n  ".join([f"Items that stay as they are: {len(report.refused)}.", *report.refused])
        )


@dataclass(slots=True)
class Report:
    """What is printed of the items that differ.

    Attributes:
        lines: A row for each.
        refused: Why some of them stay as they are.
    """

    lines: list[tuple[str, str, str, str, int]] = field(default_factory=list[tuple[str, str, str, str, int]])
    refused: list[str] = field(default_factory=list[str])

    @property
    def columns(self) -> dict[str, list[object]]:
        names = ("entity", "id", "differences", "writes", "deletes")
        return {name: [line[place] for line in self.lines] for place, name in enumerate(names)}


def plans(
    differing: "Iterator[tuple[Case, Sequence[Difference]]]",
    report: Report,
    generation: int,
    seen_at: datetime,
) -> "Iterator[tuple[str, Mending]]":
    """Yield what mends each item with the name of its kind, and note it in the report."""
    from tasklake_operations.repair import LakeAheadError, Mending, evidence_of, plan

    for case, differences in differing:
        evidence = evidence_of(case)
        try:
            made = plan(evidence, generation=generation, seen_at=seen_at)
        except LakeAheadError as error:
            report.refused.append(str(error))
            continue
        kinds = ", ".join(dict.fromkeys(each.kind for each in differences))
        writes = ", ".join(f"{row['op']} {row['version']}" for row in made.rows)
        deletes = len(made.forgotten_changes) + made.forgets_state
        report.lines.append((case.entity.name, case.id, kinds, writes, deletes))
        known = evidence.item or [*evidence.events, *evidence.history, *evidence.states][0]
        yield case.entity.name, Mending([known[name] for name in case.entity.events.keys], made)


def lake_time(lake: LakeAccess) -> datetime:
    """Return the time by the lake's own clock, in milliseconds as its rows have it."""
    now: datetime = (
        lake.sql.query("SELECT CAST(localtimestamp AS timestamp(3)) AS now").column("now")[0].as_py()
    )
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def tell_rows(written: int, seconds: float) -> None:
    typer.echo(f"Rows written: {written:,} in {seconds:.1f} s, {written / seconds:,.0f} rows/s.", err=True)
