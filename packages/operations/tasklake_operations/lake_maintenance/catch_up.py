"""How many days of raw partitions a run reads when it is to catch up since a day."""

from datetime import date, timedelta

from tasklake_lake.windows import Windows
from tasklake_operations.errors import OperationError


class CatchUpError(OperationError):
    """There is nothing to catch up with since that day."""


def catch_up_days(since: date, today: date, windows: Windows) -> int:
    """Return the window that holds every raw partition from `since` on; never less than the usual one.

    Args:
        since: UTC day of the oldest partition, a past one.
        today: UTC day of the run.
        windows: The stack's.

    Raises:
        CatchUpError: The day is not in the past, or its raw partition has expired.
    """
    if since >= today:
        raise CatchUpError(f"{since} is not in the past: it is {today} (UTC).")
    oldest = oldest_raw_day(today, windows)
    if since < oldest:
        raise CatchUpError(
            f"Raw events stay for {windows.raw_retention_days} days, and those of {since} have expired. "
            f"The oldest day to catch up since is {oldest}."
        )
    # One more, since midnight may pass before the statement starts.
    return max((today - since).days + 1, windows.tail_days)


def oldest_raw_day(today: date, windows: Windows) -> date:
    return today - timedelta(windows.raw_retention_days)
