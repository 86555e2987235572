"""The views of the lake, and what their columns mean."""

from typing import Final

from tasklake_lake.columns import Column, ColumnType
from tasklake_lake.iceberg_tables import (
    TASK_HISTORY,
    TASK_STATES,
    TASK_TABLES,
    USER_TABLES,
    EntityTables,
    IcebergTable,
    iceberg_columns,
)
from tasklake_lake.view import View


def columns_of(table: IcebergTable, *names: str) -> tuple[Column, ...]:
    """Return columns as a union of a merged table and the raw tail has them: the wider timestamp wins."""
    by_name = {column.name: column for column in table.columns}
    return tuple(by_name[name] for name in names)


EVERY_DAY: Final = Column("day", ColumnType.DATE, "UTC day: each one since the first task, today included.")

TIMELINE_BEGINS: Final = (
    "task_id",
    "user_id",
    "version",
    "op",
    "occurred_at",
    "previous_status",
    "status",
    "changed",
)
TIMELINE_LACKS: Final = frozenset({"updated_at", "sequence", "schema_version", "ingested_at"})
"""Where a row came from, and what occurred_at says of a change better."""


def existing(tables: EntityTables) -> View:
    return View(f"{tables.events.entity}s", iceberg_columns(tables.events.state), "existing", (tables,))


def task_timeline(tables: EntityTables) -> View:
    rest = [column.name for column in tables.history.columns if column.name not in TIMELINE_LACKS]
    names = dict.fromkeys([*TIMELINE_BEGINS, *rest])
    return View("task_timeline", columns_of(tables.history, *names), "task_timeline", (tables,))


TASK_THROUGHPUT_DAILY: Final = View(
    name="task_throughput_daily",
    template="task_throughput_daily",
    columns=(
        EVERY_DAY,
        Column("created", ColumnType.LONG, "Tasks created."),
        Column("completed", ColumnType.LONG, "Times that a task became completed."),
        Column("cancelled", ColumnType.LONG, "Times that a task became cancelled."),
        Column("deleted", ColumnType.LONG, "Tasks deleted, in whatever status."),
    ),
)

TASK_CYCLE_TIME: Final = View(
    name="task_cycle_time",
    template="task_cycle_time",
    columns=(
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
    name="tasks_overdue",
    template="tasks_overdue",
    columns=(
        *columns_of(TASK_STATES, "task_id", "user_id", "status", "priority", "category", "due_date"),
        Column("days_overdue", ColumnType.LONG, "UTC days since the due date, at least 1."),
    ),
)

USER_ACTIVITY_DAILY: Final = View(
    name="user_activity_daily",
    template="user_activity_daily",
    columns=(
        Column(
            "day",
            ColumnType.DATE,
            "UTC day of the changes; a day on which no task of the user changed has no row.",
        ),
        *columns_of(TASK_STATES, "user_id"),
        Column("changes", ColumnType.LONG, "Changes of the user's tasks, of every kind."),
        Column("tasks_changed", ColumnType.LONG, "Tasks of the user that changed."),
        Column("created", ColumnType.LONG, "Tasks created."),
        Column("completed", ColumnType.LONG, "Times that a task became completed."),
        Column("deleted", ColumnType.LONG, "Tasks deleted, in whatever status."),
    ),
)

TASKS_BY_STATUS_DAILY: Final = View(
    name="tasks_by_status_daily",
    template="tasks_by_status_daily",
    columns=(
        EVERY_DAY,
        Column("open_tasks", ColumnType.LONG, "Tasks pending or in progress at the end of the day."),
        Column("pending", ColumnType.LONG, "Tasks pending at the end of the day."),
        Column("in_progress", ColumnType.LONG, "Tasks in progress at the end of the day."),
        Column("completed", ColumnType.LONG, "Tasks completed that existed at the end of the day."),
        Column("cancelled", ColumnType.LONG, "Tasks cancelled that existed at the end of the day."),
    ),
)

TASK_STATUS_DURATIONS: Final = View(
    name="task_status_durations",
    template="task_status_durations",
    columns=(
        *columns_of(TASK_HISTORY, "task_id", "user_id"),
        Column("priority", ColumnType.STRING, "The priority when the status was entered."),
        Column(
            "category",
            ColumnType.STRING,
            "The category when the status was entered; null where none was set.",
        ),
        *columns_of(TASK_HISTORY, "created_at"),
        Column("status", ColumnType.STRING, "The status that the task stayed in."),
        Column("entered_at", ColumnType.TIMESTAMP_MICROS, "When it got the status, UTC."),
        Column(
            "left_at",
            ColumnType.TIMESTAMP_MICROS,
            "When it got another status or was deleted, UTC; null while it has the status.",
        ),
        Column("hours", ColumnType.DOUBLE, "Hours in the status; until now while it has it."),
    ),
)

TASK_FUNNEL_WEEKLY: Final = View(
    name="task_funnel_weekly",
    template="task_funnel_weekly",
    columns=(
        Column("week", ColumnType.DATE, "Monday of the UTC week in which the tasks were created."),
        Column("created", ColumnType.LONG, "Tasks created in the week."),
        Column("started", ColumnType.LONG, "Those that were ever in progress."),
        Column("completed", ColumnType.LONG, "Those that were ever completed."),
        Column("cancelled", ColumnType.LONG, "Those that were ever cancelled."),
        Column("deleted", ColumnType.LONG, "Those that were deleted."),
        Column("reopened", ColumnType.LONG, "Those that went from completed or cancelled back to open."),
        Column(
            "reopen_rate",
            ColumnType.DOUBLE,
            "Share of the reopened in those ever completed or cancelled; null where there is none.",
        ),
    ),
)

USER_RETENTION_WEEKLY: Final = View(
    name="user_retention_weekly",
    template="user_retention_weekly",
    columns=(
        Column("sign_up_week", ColumnType.DATE, "Monday of the UTC week in which the profiles were created."),
        Column(
            "week", ColumnType.DATE, "Monday of the UTC week looked at: each one since, this one included."
        ),
        Column("weeks_since", ColumnType.LONG, "Weeks from sign-up to the week looked at; 0 in the first."),
        Column("users", ColumnType.LONG, "Users of the sign-up week who exist."),
        Column("active_users", ColumnType.LONG, "Those with a task that changed in the week looked at."),
        Column("retention", ColumnType.DOUBLE, "Their share, from 0 to 1."),
    ),
)

FRESHNESS_COLUMNS: Final = (
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
        "Every change of the raw hours that the views read, made before this time, UTC, is in the table.",
    ),
    Column(
        "merge_lag_seconds",
        ColumnType.LONG,
        "Seconds since the longest waiting change came into the lake; 0 where none waits.",
    ),
)


def views_of(tasks: EntityTables, users: EntityTables) -> tuple[View, ...]:
    """Return the views over these tables, each after the views that it reads."""
    return (
        existing(tasks),
        existing(users),
        task_timeline(tasks),
        View("lake_days", (EVERY_DAY,), "lake_days", (tasks,)),
        TASK_THROUGHPUT_DAILY,
        TASKS_BY_STATUS_DAILY,
        TASK_CYCLE_TIME,
        TASK_STATUS_DURATIONS,
        TASK_FUNNEL_WEEKLY,
        TASKS_OVERDUE,
        USER_ACTIVITY_DAILY,
        USER_RETENTION_WEEKLY,
        View("lake_freshness", FRESHNESS_COLUMNS, "lake_freshness", (tasks, users)),
    )


VIEWS: Final = views_of(TASK_TABLES, USER_TABLES)
