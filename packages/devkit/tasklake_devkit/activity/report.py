"""What a replay and a comparison say on a terminal."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tasklake_devkit.activity.comparison import FigureGroup
from tasklake_devkit.activity.distribution import Distribution, distribution_of
from tasklake_devkit.activity.replay import ReplayResult

NOT_KNOWN: Final = "n/a"

_MOST_LISTED: Final = 20
_MOST_DIFFERENCES: Final = 5


def print_replay(console: Console, result: ReplayResult) -> None:
    requests = len(result.latencies)
    answered = distribution_of(result.latencies)
    console.print(
        f"Replayed {requests:,} rows in {result.seconds:.1f} s, {requests / result.seconds:,.0f} a second, "
        f"each answered after median {answered.median * 1000:.0f} ms, p95 {answered.p95 * 1000:.0f} ms.",
        highlight=False,
        soft_wrap=True,
    )
    console.print(
        f"Repeated requests: {result.repeats:,}. Skipped rows: {result.rows_skipped:,}.", highlight=False
    )


def print_freshness(console: Console, freshness: Distribution) -> None:
    console.print(
        f"Changes were visible in the lake after median {freshness.median:.2f} s, p95 {freshness.p95:.2f} s, "
        f"at most {freshness.max:.2f} s.",
        highlight=False,
        soft_wrap=True,
    )


def print_comparison(console: Console, groups: Sequence[FigureGroup]) -> None:
    """Print a table of the figures, and below it the first differences of every kind."""
    table = Table("figure", highlight=False)
    for source in ("file", "table", "lake"):
        table.add_column(source, justify="right")
    table.add_column("equal")
    for group in groups:
        if _is_listed(group):
            table.add_section()
        for figure, *cells in _listed(group) if _is_listed(group) else _counted(group):
            table.add_row(Text(figure), *cells)
        if _is_listed(group):
            table.add_section()
    console.print(table)
    for group in groups:
        for line in _differences(group):
            console.print(Text(line, style="red"))


def _is_listed(group: FigureGroup) -> bool:
    return group.listed and len(group.figures) <= _MOST_LISTED


def _listed(group: FigureGroup) -> Iterator[tuple[str, ...]]:
    for name, answers in group.figures.items():
        file, table, lake = (_shown(answer) for answer in answers)
        equal = "yes" if group.agree(answers) else "[red]no"
        yield f"{group.title}: {name}", file, NOT_KNOWN if group.table is None else table, lake, equal


def _counted(group: FigureGroup) -> Iterator[tuple[str, ...]]:
    number, differing = len(group.figures), len(group.differences)
    file, lake = _shown(len(group.file)), _shown(len(group.lake))
    table = NOT_KNOWN if group.table is None else _shown(len(group.table))
    colour = "[red]" if differing else ""
    yield group.title, file, table, lake, f"{colour}{number - differing:,} of {number:,}"


def _differences(group: FigureGroup) -> Iterator[str]:
    differences = group.differences
    if differences:
        yield f"{group.title}: {len(differences):,} of {len(group.figures):,} differ"
    for name, answers in islice(differences.items(), _MOST_DIFFERENCES):
        file, table, lake = (_shown(answer) for answer in answers)
        from_table = "" if group.table is None else f", table {table}"
        yield f"  {name}: file {file}{from_table}, lake {lake}"


def _shown(answer: int | str | None) -> str:
    if answer is None:
        return "-"
    return answer if isinstance(answer, str) else f"{answer:,}"
