"""lake maintain: the maintenance's statements now, over any window."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from tasklake_operations.cli.lake_access import StackOption, lake_access
from tasklake_operations.cli.rows import Format, FormatOption, print_rows, rows_of
from tasklake_operations.cli.waiting import progress
from tasklake_operations.stack import LOCAL_STACK

if TYPE_CHECKING:
    from tasklake_lake.windows import Windows
    from tasklake_operations.lake_maintenance import StatementRun


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
    from tasklake_operations.lake_maintenance import (
        UnknownStatementError,
        plan,
        require_success,
        run_statement,
    )

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
        require_success(runs)


def window(since: datetime | None, windows: "Windows") -> Mapping[str, int]:
    """Return the values of the statements' placeholders.

    Raises:
        BadParameter: Nothing can be caught up with since that day.
    """
    from tasklake_operations.lake_maintenance import CatchUpError, catch_up_hours

    if since is None:
        return windows.parameters()
    try:
        return windows.parameters(merge_hours=catch_up_hours(since.date(), datetime.now(UTC).date(), windows))
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
