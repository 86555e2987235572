"""The lake's maintenance, run by hand: what the schedules run, over any window."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from botocore.exceptions import BotoCoreError, ClientError

from tasklake_lake.statements import Statement, statements
from tasklake_lake.windows import Windows
from tasklake_operations.athena import Lake, through_conflicts
from tasklake_operations.errors import OperationError


class UnknownStatementError(OperationError):
    """The maintenance has no statement of that name."""


def plan(only: Sequence[str] = ()) -> list[Statement]:
    """Return the maintenance's statements: first those that merge, then those that expire.

    Args:
        only: The names of those wanted; all where empty.

    Raises:
        UnknownStatementError: There is none of a name.
    """
    every = sorted(statements("maintenance"), key=lambda statement: not statement.name.startswith("merge_"))
    names = [statement.name for statement in every]
    for name in only:
        if name not in names:
            raise UnknownStatementError(
                f"The maintenance has no statement {name}; it has {', '.join(names)}."
            )
    return [statement for statement in every if not only or statement.name in only]


class CatchUpError(OperationError):
    """There is nothing to catch up with since that day."""


def catch_up_hours(since: date, today: date, windows: Windows) -> int:
    """Return the window that holds all that has arrived from `since` on; never less than the usual one.

    Args:
        since: UTC day of the oldest arrival.
        today: UTC day of the run.
        windows: The stack's.

    Raises:
        CatchUpError: The day has not come yet, or what arrived on it has expired.
    """
    if since > today:
        raise CatchUpError(f"{since} has not come yet: it is {today} (UTC).")
    oldest = today - timedelta(windows.raw_retention_days)
    if since < oldest:
        raise CatchUpError(
            f"Raw events stay for {windows.raw_retention_days} days, and those of {since} have expired. "
            f"The oldest day to catch up since is {oldest}."
        )
    # A day more for today, and one since midnight may pass before the statement starts.
    return max(((today - since).days + 2) * 24, windows.merge_hours)


class MaintenanceFailedError(OperationError):
    """At least one statement changed nothing; the message names each."""


@dataclass(frozen=True, slots=True)
class StatementRun:
    """What came of a statement.

    Attributes:
        name: The statement's.
        seconds: From its first start to its end.
        bytes_scanned: What it read; None where it failed.
        failure: Why it changed nothing; None where it succeeded.
    """

    name: str
    seconds: float
    bytes_scanned: int | None
    failure: str | None = None


def run_statement(
    lake: Lake, name: str, sql: str, *, sleep: Callable[[float], None] = time.sleep
) -> StatementRun:
    """Run a statement, through conflicts with other writers, and tell what came of it, a failure too."""
    start = time.monotonic()
    try:
        bytes_scanned = through_conflicts(lake.execute, sql, sleep=sleep)
    except (OperationError, BotoCoreError, ClientError) as error:
        return StatementRun(name, time.monotonic() - start, None, str(error))
    return StatementRun(name, time.monotonic() - start, bytes_scanned)


def require_success(runs: Sequence[StatementRun]) -> None:
    """See that every statement succeeded.

    Raises:
        MaintenanceFailedError: One did not.
    """
    if failures := [f"{run.name}: {run.failure}" for run in runs if run.failure is not None]:
        raise MaintenanceFailedError(
            "\n  ".join([f"{len(failures)} of {len(runs)} statements failed.", *failures])
        )
