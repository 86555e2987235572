"""The figures of a replay as the lake answers them, asked in Athena's SQL."""

from collections.abc import Iterable, Mapping
from datetime import UTC, timedelta
from typing import Any, Final, Protocol

from tasklake_devkit.activity.figures import NO_CATEGORY, Figures, changes_figure, task_figure
from tasklake_devkit.activity.scope import Scope

_CLOCK_SKEW: Final = timedelta(minutes=10)

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

_CHANGES_BY_KIND: Final = """
SELECT op, count(*) AS changes
FROM (
    SELECT DISTINCT task_id, created_at, version, op
    FROM task_events
    WHERE dt >= '{since_date}' AND {own_tasks}
)
GROUP BY op
"""

_CHANGES_BY_TASK: Final = """
SELECT task_id, count(DISTINCT version) AS changes, max(version) AS last_version
FROM task_events
WHERE dt >= '{since_date}' AND {own_tasks}
GROUP BY task_id
"""


class Rows(Protocol):
    """What a `pyarrow.Table` has of rows."""

    def to_pylist(self) -> list[dict[str, Any]]: ...


class Query(Protocol):
    """Answers a statement in Athena's SQL; unqualified names are those of the lake's database."""

    def __call__(self, sql: str, /) -> Rows: ...


def lake_figures(query: Query, scope: Scope) -> Figures:
    """Ask the lake for the figures of a replay; a change that was delivered twice counts once."""

    def rows(statement: str) -> Iterable[Mapping[str, Any]]:
        return query(statement.format_map(_conditions(scope))).to_pylist()

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
        changes_by_kind={row["op"]: row["changes"] for row in rows(_CHANGES_BY_KIND)},
        changes_by_task={
            scope.name_of_task(row["task_id"]): changes_figure(row["changes"], row["last_version"])
            for row in rows(_CHANGES_BY_TASK)
        },
    )


def _conditions(scope: Scope) -> Mapping[str, str]:
    since = scope.since.astimezone(UTC).replace(tzinfo=None)
    users = ", ".join(f"'{user_id}'" for user_id in scope.actors)
    return {
        "own_tasks": f"created_at >= timestamp '{since.isoformat(' ', 'milliseconds')}' AND user_id IN ({users})",
        "since_date": f"{since - _CLOCK_SKEW:%Y-%m-%d}",
    }
