"""The whole way of an activity: replayed, merged, waited for, and held against the table and the lake."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn

from tasklake.models import Task, User, utc_now
from tasklake_devkit.activity.callers import SignUp
from tasklake_devkit.activity.comparison import FigureGroup, compare
from tasklake_devkit.activity.daily_totals import daily_totals
from tasklake_devkit.activity.expectation import expectation_of
from tasklake_devkit.activity.freshness import EventObjects, FreshnessWatcher
from tasklake_devkit.activity.lake_figures import lake_figures
from tasklake_devkit.activity.mapping import Step
from tasklake_devkit.activity.merge_progress import merge_progress, waiting_changes
from tasklake_devkit.activity.midway import Midway
from tasklake_devkit.activity.outcome import Outcome
from tasklake_devkit.activity.replay import Scope, replay
from tasklake_devkit.activity.report import print_outcome
from tasklake_devkit.activity.table_figures import table_figures
from tasklake_lake.windows import Windows
from tasklake_operations.athena import Lake
from tasklake_operations.lake_maintenance import StatementRun, plan, require_success, run_statement
from tasklake_operations.verification import Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSystem:
    """A system that nobody else writes to.

    Attributes:
        api_url: The API, without a path.
        sign_up: Signs up actors and the admin.
        event_objects: The event objects of tasks.
        lake: The lake.
        windows: How far back the lake's statements look.
        scan: Yields all tasks and users of the table.
        catch_up: Returns when every change made before the call is in the lake.
        verify: Compares the whole table with the whole lake.
    """

    api_url: str
    sign_up: SignUp
    event_objects: EventObjects
    lake: Lake
    windows: Windows
    scan: Callable[[], Iterable[Task | User]]
    catch_up: Callable[[], None]
    verify: Callable[[Progress], Comparison]


def run_demo(
    activity: Sequence[Step],
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
        activity: Its steps.
        system: Where it is replayed.
        clients: Requests under way at once.
        patience_seconds: How long the lake may stand still before it has caught up.
        console: Where progress and figures go.

    Returns:
        True if file, table and lake agree in every figure, nothing is left to merge, the verification found no
        difference, and no row was skipped.

    Raises:
        OperationError: A row was refused, the lake did not catch up, or the maintenance failed.
        SqlError: The lake did not answer.
    """
    with progress_on(console) as progress:
        compared = _comparison(activity, system, progress)
        maintained = partial(_maintain, system, progress)
        with (
            FreshnessWatcher(system.event_objects) as watcher,
            Midway(len(activity), partial(maintained, "Maintaining meanwhile")) as midway,
        ):
            replayed = replay(
                activity,
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
    activity: Sequence[Step], system: DemoSystem, progress: Progress
) -> Callable[[Scope], list[FigureGroup]]:
    """Return what compares all sources; to be called before the replay, since it notes what is there already."""
    expectation = expectation_of(activity)
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


def _maintain(system: DemoSystem, progress: Progress, description: str) -> Sequence[StatementRun]:
    """Run every statement of the maintenance once, as `tasklake lake maintain` does."""
    parameters = system.windows.parameters()
    runs = [
        run_statement(system.lake, statement.name, statement.rendered(parameters))
        for statement in progress.track(plan(), description=description)
    ]
    require_success(runs)
    return runs


def progress_on(console: Console) -> Progress:
    """Return progress bars that count and tell the time."""
    return Progress(
        *Progress.get_default_columns(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    )
