"""The figures of a replay as the lake's views answer them, asked in Athena's SQL."""

from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Any, Final

from tasklake_devkit.activity.daily_totals import DailyTotals
from tasklake_devkit.activity.figures import (
    COMPLETED,
    NO_CATEGORY,
    Figures,
    activity_figure,
    changes_figure,
    task_figure,
)
from tasklake_devkit.activity.replay import Scope
from tasklake_operations.athena import Queries

NEVER_STARTED: Final = "completed, never started"

_TASKS_BY_CATEGORY_AND_STATUS: Final = """
SELECT category, status, count(*) AS tasks
FROM tasks
WHERE {own_tasks}
GROUP BY category, status
"""

_TASKS_BY_OWNER: Final = """
SELECT user_id, count(*) AS tasks
FROM tasks
WHERE {own_tasks}
GROUP BY user_id
"""

_TASKS: Final = """
SELECT task_id, status, priority, version
FROM tasks
WHERE {own_tasks}
"""

_COMPLETED_TASKS: Final = """
SELECT task_id, cycle_time_hours
FROM task_cycle_time
WHERE {own_tasks}
"""

_OVERDUE_TASKS: Final = """
SELECT task_id, days_overdue
FROM tasks_overdue
WHERE task_id IN (SELECT task_id FROM tasks WHERE {own_tasks})
"""

_USERS: Final = """
SELECT user_id, status
FROM users
WHERE {own_users}
"""

_CHANGES_BY_KIND: Final = """
SELECT op, count(*) AS changes
FROM task_timeline
WHERE {own_changes}
GROUP BY op
"""

_CHANGES_BY_TASK: Final = """
SELECT task_id, count(*) AS changes, max(version) AS last_version
FROM task_timeline
WHERE {own_changes}
GROUP BY task_id
"""


def lake_figures(lake: Queries, scope: Scope, added: DailyTotals) -> Figures:
    """Ask the lake for the figures of a replay.

    Args:
        lake: The lake.
        scope: What is the replay's own.
        added: What the daily views have since the replay began.
    """

    def rows(statement: str) -> Iterable[Mapping[str, Any]]:
        return lake.query(statement.format_map(_conditions(scope))).to_pylist()

    return Figures(
        tasks_by_category_and_status={
            (row["category"] or NO_CATEGORY, row["status"]): row["tasks"]
            for row in rows(_TASKS_BY_CATEGORY_AND_STATUS)
        },
        tasks_by_owner={scope.name_of_user(row["user_id"]): row["tasks"] for row in rows(_TASKS_BY_OWNER)},
        tasks={
            scope.name_of_task(row["task_id"]): task_figure(row["status"], row["priority"], row["version"])
            for row in rows(_TASKS)
        },
        completed_tasks={
            scope.name_of_task(row["task_id"]): COMPLETED
            if row["cycle_time_hours"] is not None
            else NEVER_STARTED
            for row in rows(_COMPLETED_TASKS)
        },
        overdue_tasks={
            scope.name_of_task(row["task_id"]): row["days_overdue"] for row in rows(_OVERDUE_TASKS)
        },
        users={scope.name_of_user(row["user_id"]): row["status"] for row in rows(_USERS)},
        changes_by_kind={row["op"]: row["changes"] for row in rows(_CHANGES_BY_KIND)},
        changes_by_task={
            scope.name_of_task(row["task_id"]): changes_figure(row["changes"], row["last_version"])
            for row in rows(_CHANGES_BY_TASK)
        },
        throughput=added.throughput,
        changes_by_owner={
            scope.name_of_user(user_id): activity_figure(**totals)
            for user_id, totals in added.by_user.items()
        },
    )


def _conditions(scope: Scope) -> Mapping[str, str]:
    since = scope.since.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "milliseconds")
    own_users = f"user_id IN ({', '.join(f"'{user_id}'" for user_id in scope.actors)})"
    own_tasks = f"created_at >= timestamp '{since}' AND {own_users}"
    return {
        "own_users": own_users,
        "own_tasks": own_tasks,
        # Changes follow the creation; the view reads files by the time of the change.
        "own_changes": f"occurred_at >= timestamp '{since}' AND {own_tasks}",
    }
