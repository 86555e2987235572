"""How many hours of arrivals a run reads when it is to catch up since a day."""

from datetime import date, timedelta

from tasklake_lake.windows import Windows
from tasklake_operations.errors import OperationError


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
