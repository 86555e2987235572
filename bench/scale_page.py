"""The generated parts of docs/scale.md: days at four rates, where each thing ends, and the lake of millions."""
# ruff: noqa: INP001  # a script's

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Final

from bench.figures import Run
from tasklake_operations.checkout import REPOSITORY
from tasklake_operations.cost.data import Prices, table, value
from tasklake_operations.cost.day import Day
from tasklake_operations.cost.limits import limits

PAGE: Final = REPOSITORY / "docs" / "scale.md"
RATES: Final = (1, 100, 1_000, 10_000)
TASKS: Final = 10e6
CHANGES: Final = 1e9
PRICES: Final = Prices("us-east-1")
MEASURED: Final = ("MB read", "seconds", "MB of memory")


def sections(run: Run) -> dict[str, str]:
    heads = [f"{rate:,} a second" for rate in RATES]
    return {
        "days": drawn(["of a day", *heads], days()),
        "limits": drawn(["what", "AWS allows", "one takes", "ends at", "page"], bounds()),
        "sizes": drawn(["part", "bytes of one", "together"], sizes()),
        "lake": drawn(["what", "here", "as gzipped JSON lines"], stored(run)) + told(run),
        "questions": drawn(
            ["question", *(f"{name}, {unit}" for unit in MEASURED for name in ("local", "Trino")), "same answer"], asked(run)
        ) + failures(run),
    }  # fmt: skip


def drawn(head: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows))


def days() -> Iterator[list[str]]:
    made = [Day(rate, TASKS) for rate in RATES]
    rows = {
        "changes": [f"{each.changes / 1e6:,.3g} million" for each in made],
        "shards": [f"{each.use.shards(each.settings):,.0f}" for each in made],
        "changes in an object": [f"{each.use.changes_a_batch(each.settings):,.0f}" for each in made],
        "event objects, each a PUT": [f"{each.objects:,.0f}" for each in made],
        "bytes of them": [f"{each.raw_bytes / 1e9:,.3g} GB" for each in made],
        "GETs of the merges": [f"{each.reads / 1e6:,.3g} million" for each in made],
        "bytes that Athena scans for them": [f"{each.scanned_bytes / 1e12:,.2g} TB" for each in made],
        "Athena": [f"{each.maintenance_usd(PRICES, 'athena_scan'):,.2f} USD" for each in made],
        "GETs": [f"{each.maintenance_usd(PRICES, 's3_read'):,.2f} USD" for each in made],
        "delivery and lake together": [f"{each.usd(PRICES, 'delivery', 'lake'):,.2f} USD" for each in made],
        "the table": [f"{each.usd(PRICES, 'table'):,.2f} USD" for each in made],
    }
    for name, cells in rows.items():
        yield [name, *cells]


def bounds() -> Iterator[list[str]]:
    for each in limits():
        entry = table("limits.toml")[1][each.name]
        ends = f"{each.ends_at:,.0f}" if each.ends_at < 1e6 else f"{each.ends_at / 1e6:,.3g} million"  # noqa: PLR2004  # short either way
        fixed = f" and {each.fixed:,g} whatever there is" if each.fixed else ""
        allows = f"{each.allowed:,.0f} {entry['unit']}"
        yield [each.of, allows, f"{each.takes:,.4g}{fixed}", f"{ends} {each.what}", entry["page"]]


def sizes() -> Iterator[list[str]]:
    item, row = value("item_bytes") + value("item_overhead_bytes"), value("merged_row_bytes")
    raw = value("object_change_bytes")
    yield [
        f"table and two indexes, {TASKS / 1e6:,.0f} million tasks",
        f"{3 * item:,.0f}",
        f"{3 * item * TASKS / 1e9:,.0f} GB",
    ]
    yield [f"states, {TASKS / 1e6:,.0f} million tasks", f"{row:,.0f}", f"{row * TASKS / 1e9:,.1f} GB"]
    yield [f"history, {CHANGES / 1e6:,.0f} million changes", f"{row:,.0f}", f"{row * CHANGES / 1e9:,.0f} GB"]
    yield [
        f"event objects, {CHANGES / 1e6:,.0f} million changes",
        f"{raw:,.0f}",
        f"{raw * CHANGES / 1e9:,.0f} GB",
    ]


def stored(run: Run) -> Iterator[list[str]]:
    for each in run.figures:
        if each.unit not in MEASURED:
            yield [f"{each.name}, {each.unit}", f"{median(each.ours):,.4g}", f"{median(each.theirs):,.4g}"]


def told(run: Run) -> str:
    machine = ", ".join(f"{name} {value}" for name, value in run.machine.items())
    return f"\n\nMeasured at commit {run.commit}, {run.at[:10]}; {machine}."


def failures(run: Run) -> str:
    told = {each.name: each.failure for each in run.figures if each.failure}
    return "".join(["\n" if told else "", *(f"\n- `{name}`: {failure}" for name, failure in told.items())])


def asked(run: Run) -> Iterator[list[str]]:
    figures = {(each.name, each.unit): each for each in run.figures if each.unit in MEASURED}
    for name in dict.fromkeys(name for name, _ in figures):
        each = [figures[name, unit] for unit in MEASURED]
        cells = [shown(side) for figure in each for side in (figure.ours, figure.theirs)]
        yield [f"`{name}`", *cells, {None: "", True: "yes", False: "no"}[each[0].is_equal]]


def shown(side: Sequence[float]) -> str:
    if not side:
        return "failed"
    value = median(side)
    return f"{value:,.3g}" if value < 1000 else f"{value:,.0f}"  # noqa: PLR2004  # three digits either way
