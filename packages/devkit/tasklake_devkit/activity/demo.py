"""The whole way of an activity: replayed, merged, waited for, and held against the table and the lake."""

from collections.abc import Callable, Sequence
from functools import partial

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn

from tasklake.models import utc_now
from tasklake_devkit.activity.comparison import FigureGroup, compare
from tasklake_devkit.activity.daily_totals import daily_totals
from tasklake_devkit.activity.expectation import expectation_of
from tasklake_devkit.activity.freshness import FreshnessWatcher
from tasklake_devkit.activity.lake_figures import lake_figures
from tasklake_devkit.activity.maintenance import maintain
from tasklake_devkit.activity.mapping import Step
from tasklake_devkit.activity.merge_progress import merge_progress, waiting_changes
from tasklake_devkit.activity.midway import Midway
from tasklake_devkit.activity.outcome import Outcome
from tasklake_devkit.activity.replay import replay
from tasklake_devkit.activity.report import print_outcome
from tasklake_devkit.activity.scope import Scope
from tasklake_devkit.activity.system import DemoSystem
from tasklake_devkit.activity.table_figures import table_figures


def run_demo(
    plan: Sequence[Step],
    system: DemoSystem,
    *,
    clients: int = 8,
    patience_seconds: float = 120,
    console: Console,
) -> bool:
    """Replay an activity and print how its figures compare; return whether all is well.

    The lake's maintenance runs beside the writers once half of the rows are answered, and again at the end. The
    figures are compared before and after that last run.

    Args:
        plan: The steps of the activity.
        system: Where it is replayed.
        clients: Requests under way at once.
        patience_seconds: How long the lake may stand still before it has caught up.
        console: Where progress and figures go.

    Returns:
        True if file, table and lake agree in every figure, nothing is left to merge, the verification found no
        difference, and no row was skipped.

    Raises:
        ActivityError: A row was refused, the lake did not catch up, or the maintenance failed.
        SqlError: The lake did not answer.
    """
    with progress_on(console) as progress:
        compared = _comparison(plan, system, progress)
        maintained = partial(maintain, system.lake, system.windows, progress)
        with (
            FreshnessWatcher(system.event_objects) as watcher,
            Midway(len(plan), partial(maintained, "Maintaining meanwhile")) as midway,
        ):
            replayed = replay(
                plan,
                api_url=system.api_url,
                sign_up=system.sign_up,
                clients=clients,
                progress=progress,
                answered=midway.count_answer,
            )
            freshness = watcher.wait_for(
                replayed.answered_at, patience_seconds=patience_seconds, progress=progress
            )
        system.catch_up()
        scope = Scope.of(replayed)
        before_last = compared(scope)
        half_merged_tables = merge_progress(system.lake)
        last_maintenance = maintained("Maintaining")
        merged_tables = merge_progress(system.lake)
        outcome = Outcome(
            replayed=replayed,
            freshness=freshness,
            first_maintenance=midway.interlude(),
            last_maintenance=last_maintenance,
            before_last=before_last,
            after_last=[*compared(scope), waiting_changes(merged_tables)],
            half_merged_tables=half_merged_tables,
            merged_tables=merged_tables,
            verification=system.verify(progress),
        )
    print_outcome(console, outcome)
    return outcome.is_good


def _comparison(
    plan: Sequence[Step], system: DemoSystem, progress: Progress
) -> Callable[[Scope], list[FigureGroup]]:
    """Return what compares all sources; to be called before the replay, since it notes what is there already."""
    expectation = expectation_of(plan)
    first_day = utc_now().date()
    earlier = daily_totals(system.lake, first_day)

    def compared(scope: Scope) -> list[FigureGroup]:
        bar = progress.add_task("Comparing", total=2)
        today = utc_now().date()
        table = table_figures(system.scan(), scope, today)
        progress.advance(bar)
        added = daily_totals(system.lake, first_day).since(earlier)
        lake = lake_figures(system.lake, scope, added)
        progress.advance(bar)
        return compare(expectation, table, lake, today)

    return compared


def progress_on(console: Console) -> Progress:
    """Return progress bars that count and tell the time."""
    return Progress(
        *Progress.get_default_columns(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    )
