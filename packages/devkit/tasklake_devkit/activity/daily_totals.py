"""What the lake's daily views sum up to, and how much of it a replay added."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from tasklake_devkit.activity.figures import THROUGHPUT
from tasklake_operations.athena import Queries

_THROUGHPUT: Final = """
SELECT sum(created) AS created, sum(completed) AS completed, sum(cancelled) AS cancelled, sum(deleted) AS deleted
FROM task_throughput_daily
WHERE day >= DATE '{since}'
"""

_ACTIVITY_OF_USERS: Final = """
SELECT
    user_id,
    sum(changes) AS changes,
    sum(created) AS created,
    sum(completed) AS completed,
    sum(deleted) AS deleted
FROM user_activity_daily
WHERE day >= DATE '{since}'
GROUP BY user_id
"""


@dataclass(frozen=True, slots=True)
class DailyTotals:
    """Sums over days. The views know no single task, so what is a replay's own is what came since it began.

    Attributes:
        throughput: Times that tasks were created, completed, cancelled and deleted.
        by_user: Changes of each user's tasks, and how many of these were created, completed and deleted.
    """

    throughput: Mapping[str, int]
    by_user: Mapping[str, Mapping[str, int]]

    def since(self, earlier: Self) -> "DailyTotals":
        """Return what was added; users to whose tasks nothing happened are left out."""
        added = {
            user_id: _difference(totals, earlier.by_user.get(user_id, {}))
            for user_id, totals in self.by_user.items()
        }
        return DailyTotals(
            throughput=_difference(self.throughput, earlier.throughput),
            by_user={user_id: totals for user_id, totals in added.items() if any(totals.values())},
        )


def daily_totals(lake: Queries, since: date) -> DailyTotals:
    """Sum the views' days up, from a UTC day on."""
    (throughput,) = lake.query(_THROUGHPUT.format(since=since)).to_pylist()
    activity = lake.query(_ACTIVITY_OF_USERS.format(since=since)).to_pylist()
    return DailyTotals(
        # A sum of no rows is null.
        throughput={name: throughput[name] or 0 for name in THROUGHPUT},
        by_user={row.pop("user_id"): row for row in activity},
    )


def _difference(later: Mapping[str, int], earlier: Mapping[str, int]) -> Mapping[str, int]:
    difference = Counter(later)
    difference.subtract(earlier)
    return difference
