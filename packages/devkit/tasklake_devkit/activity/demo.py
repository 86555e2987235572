"""The whole way of an activity: replayed, waited for, and held against the table and the lake."""

from collections.abc import Callable, Iterable, Sequence

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn

from tasklake.models import Task
from tasklake_devkit.activity.callers import SignUp
from tasklake_devkit.activity.comparison import compare
from tasklake_devkit.activity.expectation import expectation_of
from tasklake_devkit.activity.freshness import EventObjects, FreshnessWatcher
from tasklake_devkit.activity.lake_figures import Query, lake_figures
from tasklake_devkit.activity.mapping import Step
from tasklake_devkit.activity.replay import replay
from tasklake_devkit.activity.report import print_comparison, print_freshness, print_replay
from tasklake_devkit.activity.scope import Scope
from tasklake_devkit.activity.table_figures import table_figures


def run_demo(
    plan: Sequence[Step],
    *,
    api_url: str,
    sign_up: SignUp,
    event_objects: EventObjects,
    query: Query,
    scan: Callable[[], Iterable[Task]],
    clients: int = 8,
    patience_seconds: float = 120,
    console: Console,
) -> bool:
    """Replay an activity and print how its figures compare; return whether all is well.

    Args:
        plan: The steps of the activity.
        api_url: The API, without a path.
        sign_up: Signs up actors and the admin.
        event_objects: The event objects of tasks.
        query: The lake.
        scan: Yields all tasks of the table.
        clients: Requests under way at once.
        patience_seconds: How long the lake may stand still before it has caught up.
        console: Where progress and figures go.

    Returns:
        True if file, table and lake agree in every figure and no row was skipped.

    Raises:
        ActivityError: A row was refused, or the lake did not catch up.
    """
    expectation = expectation_of(plan)
    with progress_on(console) as progress, FreshnessWatcher(event_objects) as watcher:
        result = replay(plan, api_url=api_url, sign_up=sign_up, clients=clients, progress=progress)
        freshness = watcher.wait_for(result.answered_at, patience_seconds=patience_seconds, progress=progress)
        scope = Scope.of(result)
        comparing = progress.add_task("Comparing", total=2)
        table = table_figures(scan(), scope)
        progress.advance(comparing)
        lake = lake_figures(query, scope)
        progress.advance(comparing)
    groups = compare(expectation, table, lake)
    print_replay(console, result)
    print_freshness(console, freshness)
    print_comparison(console, groups)
    return result.rows_skipped == 0 and not any(group.differences for group in groups)


def progress_on(console: Console) -> Progress:
    """Return progress bars that count and tell the time."""
    return Progress(
        *Progress.get_default_columns(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    )
