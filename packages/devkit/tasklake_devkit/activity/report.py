"""What a replay and a comparison say on a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from rich.console import Console
from rich.filesize import decimal
from rich.table import Table
from rich.text import Text

from tasklake_devkit.activity.comparison import Answers, FigureGroup
from tasklake_devkit.activity.distribution import Distribution, distribution_of
from tasklake_devkit.activity.merge_progress import MergedTable
from tasklake_devkit.activity.outcome import Outcome
from tasklake_devkit.activity.replay import ReplayResult
from tasklake_operations.lake_maintenance import StatementRun
from tasklake_operations.verification import Comparison, summary

NOT_KNOWN: Final = "n/a"

_MOST_LISTED: Final = 20
_MOST_DIFFERENCES: Final = 5


def print_outcome(console: Console, outcome: Outcome) -> None:
    """Print what came of a demo; the figures before the last merge only if they differ in another way."""
    print_replay(console, outcome.replayed)
    print_freshness(console, outcome.freshness)
    first = outcome.first_maintenance
    print_maintenance(console, f"beside rows {first.first_row:,} to {first.last_row:,}", first.result)
    print_maintenance(console, "at the end", outcome.last_maintenance)
    print_merged_tables(console, outcome.half_merged_tables, outcome.merged_tables)
    if _by_title(outcome.before_last) != _by_title(outcome.after_last):
        console.print("Before the last merge:")
        print_comparison(console, outcome.before_last)
        console.print("After it:")
    print_comparison(console, outcome.after_last)
    print_verification(console, outcome.verification)


def _by_title(groups: Sequence[FigureGroup]) -> Mapping[str, Mapping[str, Answers]]:
    return {group.title: group.differences for group in groups if group.differences}


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


def print_maintenance(console: Console, when: str, runs: Sequence[StatementRun]) -> None:
    console.print(
        f"Maintenance {when} took {sum(run.seconds for run in runs):.1f} s and scanned "
        f"{decimal(sum(run.bytes_scanned or 0 for run in runs))} in {len(runs)} statements.",
        highlight=False,
        soft_wrap=True,
    )


def print_merged_tables(
    console: Console, before: Sequence[MergedTable], after: Sequence[MergedTable]
) -> None:
    """Print what the view `lake_freshness` answered before and after the last merge."""
    table = Table("merged table", "waited before the last merge", "waits now", highlight=False)
    table.add_column("complete until", no_wrap=True)
    table.add_column("merge lag", justify="right")
    for earlier, each in zip(before, after, strict=True):
        until = NOT_KNOWN if each.complete_until is None else f"{each.complete_until:%Y-%m-%d %H:%M:%S}"
        table.add_row(each.table_name, earlier.waiting, each.waiting, until, f"{each.merge_lag_seconds:,} s")
    console.print(table)


def print_verification(console: Console, comparison: Comparison) -> None:
    for line in summary(comparison):
        console.print(Text(line), soft_wrap=True)
    for each in islice(comparison.differences, _MOST_DIFFERENCES):
        console.print(Text(f"  {each.kind}: {each.entity} {each.id} in {each.relation}", style="red"))


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
