"""The lake's views: the columns each returns, and the statement behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tasklake_lake.event_tables import TASK_EVENTS, USER_EVENTS, Column, ColumnType
from tasklake_lake.iceberg_tables import TASK_HISTORY, TASK_STATES, IcebergTable, iceberg_columns
from tasklake_lake.statements import statement


@dataclass(frozen=True, slots=True)
class View:
    """A view, and its columns in the order in which its statement, views/<name>.sql, returns them."""

    name: str
    columns: tuple[Column, ...]

    @property
    def comment(self) -> str:
        """What it is for, for the analysts' dictionary."""
        return statement("views", self.name).description

    def sql(self, parameters: Mapping[str, int]) -> str:
        """Return its statement with the placeholders filled.

        Raises:
            StatementError: A placeholder has no value.
        """
        return statement("views", self.name).rendered(parameters)


def columns_of(table: IcebergTable, *names: str) -> tuple[Column, ...]:
    """Return columns as a union of a merged table and the raw tail has them: the wider timestamp wins."""
    by_name = {column.name: column for column in table.columns}
    return tuple(by_name[name] for name in names)


DAY: Final = Column("day", ColumnType.DATE, "UTC day of the changes; a day without a change has no row.")

TASKS: Final = View("tasks", iceberg_columns(TASK_EVENTS.state))
USERS: Final = View("users", iceberg_columns(USER_EVENTS.state))

TASK_TIMELINE: Final = View(
    "task_timeline",
    columns_of(
        TASK_HISTORY,
        "task_id",
        "user_id",
        "version",
        "op",
        "occurred_at",
        "previous_status",
        "status",
        "changed",
        "priority",
        "category",
        "due_date",
        "created_at",
        "completed_at",
        "request_id",
    ),
)

TASK_THROUGHPUT_DAILY: Final = View(
    "task_throughput_daily",
    (
        DAY,
        Column("created", ColumnType.LONG, "Tasks created."),
        Column("completed", ColumnType.LONG, "Times that a task became completed."),
        Column("cancelled", ColumnType.LONG, "Times that a task became cancelled."),
        Column("deleted", ColumnType.LONG, "Tasks deleted, in whatever status."),
    ),
)

TASK_CYCLE_TIME: Final = View(
    "task_cycle_time",
    (
        *columns_of(TASK_STATES, "task_id", "user_id", "priority", "category", "created_at"),
        Column(
            "started_at",
            ColumnType.TIMESTAMP_MICROS,
            "When the task first became in_progress, UTC; null where it never was.",
        ),
        *columns_of(TASK_STATES, "completed_at"),
        Column("lead_time_hours", ColumnType.DOUBLE, "Hours from creation to completion."),
        Column(
            "cycle_time_hours",
            ColumnType.DOUBLE,
            "Hours from the first start to completion; null without a start.",
        ),
    ),
)

TASKS_OVERDUE: Final = View(
    "tasks_overdue",
    (
        *columns_of(TASK_STATES, "task_id", "user_id", "status", "priority", "category", "due_date"),
        Column("days_overdue", ColumnType.LONG, "UTC days since the due date, at least 1."),
    ),
)

USER_ACTIVITY_DAILY: Final = View(
    "user_activity_daily",
    (
        DAY,
        *columns_of(TASK_STATES, "user_id"),
        Column("changes", ColumnType.LONG, "Changes of the user's tasks, of every kind."),
        Column("tasks_changed", ColumnType.LONG, "Tasks of the user that changed."),
        Column("created", ColumnType.LONG, "Tasks created."),
        Column("completed", ColumnType.LONG, "Times that a task became completed."),
        Column("deleted", ColumnType.LONG, "Tasks deleted, in whatever status."),
    ),
)

LAKE_FRESHNESS: Final = View(
    "lake_freshness",
    (
        Column("table_name", ColumnType.STRING, "The merged table: task_states, task_history and so on."),
        Column(
            "newest_change",
            ColumnType.TIMESTAMP_MICROS,
            "When the newest change that has arrived was made, UTC; null in an empty lake.",
        ),
        Column(
            "newest_merged_change",
            ColumnType.TIMESTAMP_MICROS,
            "The same of the changes in the table; null where there are none, of a history none for weeks.",
        ),
        Column(
            "complete_until",
            ColumnType.TIMESTAMP_MICROS,
            "Every change of the raw days that the views read, made before this time, UTC, is in the table.",
        ),
        Column(
            "merge_lag_seconds",
            ColumnType.LONG,
            "Seconds since the hour of the raw partition of the longest waiting change; 0 where none waits.",
        ),
    ),
)

VIEWS: Final = (
    TASKS,
    USERS,
    TASK_TIMELINE,
    TASK_THROUGHPUT_DAILY,
    TASK_CYCLE_TIME,
    TASKS_OVERDUE,
    USER_ACTIVITY_DAILY,
    LAKE_FRESHNESS,
)
"""Each after the views that it reads."""
