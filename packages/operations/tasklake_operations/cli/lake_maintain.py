"""lake maintain: the maintenance's statements now, over any window."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from tasklake_operations.cli.lake_access import LakeAccess, StackOption, lake_access
from tasklake_operations.cli.rows import Format, FormatOption, print_rows, rows_of
from tasklake_operations.cli.waiting import progress
from tasklake_operations.errors import OperationError
from tasklake_operations.stack import LOCAL_STACK

if TYPE_CHECKING:
    from tasklake_lake.windows import Windows
    from tasklake_operations.lake_maintenance import StatementRun


class MaintenanceFailedError(OperationError):
    """At least one statement changed nothing."""


def add_to(app: typer.Typer) -> None:
    app.command()(maintain)


def maintain(
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="Catch up with all that arrived since this UTC day.", metavar="DATE"
        ),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="Run this statement alone; may be repeated.", metavar="NAME")
    ] = None,
    output: FormatOption = Format.TABLE,
    stack: StackOption = LOCAL_STACK,
) -> None:
    """Run the maintenance now: merge what has arrived, let old tombstones go.

    The schedules run the same statements. Running them twice, or beside a schedule, does no harm. Athena does not tell
    how many rows a MERGE or a DELETE changed.
    """
    from tasklake_operations.lake_maintenance import UnknownStatementError, plan, run_statement

    try:
        statements = plan(only or [])
    except UnknownStatementError as error:
        raise typer.BadParameter(str(error), param_hint="--only") from error
    with lake_access(stack, maintenance=True) as lake:
        parameters = window(since, lake.outputs.lake_windows)
        with progress() as bars:
            runs = [
                run_statement(lake.sql, statement.name, statement.rendered(parameters))
                for statement in bars.track(statements, description="Maintaining")
            ]
        print_runs(runs, output)
        if failures := [f"{run.name}: {run.failure}" for run in runs if run.failure is not None]:
            raise MaintenanceFailedError(
                "\n  ".join([f"{len(failures)} of {len(runs)} statements failed.", *failures])
            )
        tell_late_changes(lake, parameters, [run.name for run in runs])


def window(since: datetime | None, windows: "Windows") -> Mapping[str, int]:
    """Return the values of the statements' placeholders.

    Raises:
        BadParameter: Nothing can be caught up with since that day.
    """
    from tasklake_operations.lake_maintenance import CatchUpError, catch_up_days

    if since is None:
        return windows.parameters()
    try:
        return windows.parameters(window_days=catch_up_days(since.date(), utc_today(), windows))
    except CatchUpError as error:
        raise typer.BadParameter(str(error), param_hint="--since") from error


def print_runs(runs: Sequence["StatementRun"], output: Format) -> None:
    columns = {
        "statement": [run.name for run in runs],
        "seconds": [round(run.seconds, 1) for run in runs],
        "bytes_scanned": [run.bytes_scanned for run in runs],
        "failure": [run.failure for run in runs],
    }
    print_rows(rows_of(columns), output)


def tell_late_changes(lake: LakeAccess, parameters: Mapping[str, int], ran: Sequence[str]) -> None:
    """Tell of changes that merges have left out because they are too old, and how to merge them."""
    from tasklake_lake.iceberg_tables import TASK_HISTORY, USER_HISTORY
    from tasklake_operations.lake_maintenance import late_changes

    for history in (TASK_HISTORY, USER_HISTORY):
        if f"merge_{history.name}" not in ran:
            continue
        late = late_changes(lake.sql, history, parameters)
        if late is None:
            continue
        since = late.since(utc_today(), lake.outputs.lake_windows)
        typer.echo(
            f"{late.count} changes arrived too late for {late.table}, the oldest is of {late.oldest:%Y-%m-%d}. "
            + (
                f"To merge them: tasklake lake maintain --since {since}"
                if since
                else "No --since reaches so far back."
            ),
            err=True,
        )


def utc_today() -> date:
    return datetime.now(UTC).date()
