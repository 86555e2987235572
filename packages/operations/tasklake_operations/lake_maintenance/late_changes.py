"""Changes that reached the lake later than a merge into the history looks back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from string import Template
from typing import Final

from tasklake_lake.iceberg_tables import IcebergTable
from tasklake_lake.windows import LATEST_CHANGE_DAYS, Windows
from tasklake_operations.athena import Queries
from tasklake_operations.lake_maintenance.catch_up import oldest_raw_day

LEFT_OUT: Final = Template("""
SELECT min(occurred_at) AS oldest, max(occurred_at) AS newest
FROM $events
WHERE dt >= date_format(localtimestamp - INTERVAL '$window_days' DAY, '%Y-%m-%d')
    AND occurred_at < localtimestamp - INTERVAL '$history_days' DAY
""")

# With literal bounds on the history, so that of its years only the days in question are read.
NOT_IN_HISTORY: Final = Template("""
SELECT count(*) AS changes, min(e.occurred_at) AS oldest
FROM (
    SELECT DISTINCT $key, created_at, version, occurred_at
    FROM $events
    WHERE dt >= date_format(localtimestamp - INTERVAL '$window_days' DAY, '%Y-%m-%d')
        AND occurred_at BETWEEN TIMESTAMP '$oldest' AND TIMESTAMP '$newest'
) AS e
LEFT JOIN $history AS h
ON h.occurred_at BETWEEN TIMESTAMP '$oldest' AND TIMESTAMP '$newest'
    AND h.occurred_at = e.occurred_at
    AND h.$key = e.$key
    AND h.created_at = e.created_at
    AND h.version = e.version
WHERE h.$key IS NULL
""")


@dataclass(frozen=True, slots=True)
class LateChanges:
    """Changes in the raw partitions that a merge reads, too old for it and not in the history.

    Attributes:
        table: The history they are missing in.
        count: How many.
        oldest: The one furthest back, UTC.
    """

    table: str
    count: int
    oldest: datetime

    def since(self, today: date, windows: Windows) -> date | None:
        """Return the day since which a run has to catch up to take them all; None where no run reaches so far."""
        day = self.oldest.date() + timedelta(LATEST_CHANGE_DAYS)
        return day if day >= oldest_raw_day(today, windows) else None


def late_changes(lake: Queries, history: IcebergTable, parameters: Mapping[str, int]) -> LateChanges | None:
    """Return what a merge leaves out; None where that is nothing.

    Args:
        lake: Where to look.
        history: A history.
        parameters: Those of the merge, as `Windows.parameters` gives them.
    """
    names = {"events": history.events.name, "history": history.name, "key": history.events.key}
    (row,) = lake.query(LEFT_OUT.substitute(parameters, **names)).to_pylist()
    if row["oldest"] is None:
        return None
    (row,) = lake.query(NOT_IN_HISTORY.substitute(parameters, **names, **row)).to_pylist()
    return LateChanges(history.name, row["changes"], row["oldest"]) if row["changes"] else None
