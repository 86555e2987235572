"""What analysts ask of a small team's three days: every saved question, and the views that those leave unasked."""

from datetime import date, timedelta
from typing import Final

import pytest

from tasklake.models import TaskStatus
from tasklake_lake.statements import statement, statements
from tests.integration.lake import task_board
from tests.integration.lake.event_history import EventHistory, task_id, timestamp, utc
from tests.integration.lake.realized_lake import Lake
from tests.integration.lake.task_board import (
    COMPLETED_AT_MIDNIGHT,
    CREATED_COMPLETED,
    IN_PROGRESS,
    REOPENED,
    STARTED_AND_COMPLETED,
)

type Answer = list[tuple[object, ...]]

MERGED: Final = timestamp("2026-03-09T10:00")
NEWEST: Final = timestamp("2026-03-10T11:00")
WAITING: Final = timestamp("2026-03-10T01:00")
CREATED, CANCELLED = timestamp("2026-03-09T08:00"), timestamp("2026-03-09T09:00")
DUE: Final = date(2026, 3, 7)
SET: Final = "title, status, priority, labels, due_date"
TUESDAY: Final = 2

ANSWERS: Final[dict[tuple[str, ...], Answer]] = {
    ("open_tasks_by_priority",): [("medium", 1, 1, 1), ("low", 1, 0, 1)],
    ("open_tasks_by_label",): [("ui", 2, 1, 2), ("blocked", 1, 0, 1)],
    ("overdue_tasks_by_user",): [("user-2", 2, 0, 3)],
    ("throughput_last_30_days",): [
        # day, created, completed, cancelled, deleted
        (date(2026, 3, 8), 2, 1, 0, 0),
        (date(2026, 3, 9), 2, 1, 1, 0),
        (date(2026, 3, 10), 2, 1, 0, 1),
    ],
    ("cycle_time_by_priority",): [("high", 1, 3.5, 3.5)],
    ("busiest_users_last_7_days",): [("user-1", 6, 3, 3, 3), ("user-2", 6, 3, 0, 2)],
    ("work_in_progress",): [
        (IN_PROGRESS, "user-2", "medium", date(2026, 3, 9), timestamp("2026-03-10T08:00"), 0)
    ],
    ("merge_progress",): [
        ("task_history", NEWEST, MERGED, WAITING, 11 * 3600),
        ("task_states", NEWEST, MERGED, WAITING, 11 * 3600),
        ("user_history", None, None, None, 0),
        ("user_states", None, None, None, 0),
    ],
    # from days, low, medium, high, urgent, longest
    ("work_in_progress_by_age",): [(0, 0, 1, 0, 0, 4 / 24)],
    ("overdue_tasks_by_user_and_category",): [("user-2", None, 2, 3)],
    ("throughput_since", "'2026-03-08'"): [
        # day, created, completed, cancelled, deleted, tasks there, those completed
        (date(2026, 3, 8), 2, 1, 0, 0, 2, 1),
        (date(2026, 3, 9), 2, 1, 1, 0, 4, 2),
        (date(2026, 3, 10), 2, 1, 0, 1, 5, 3),
    ],
    ("tasks_by_status_since", "'2026-03-09'"): [
        # day, completed, cancelled, in progress, pending
        (date(2026, 3, 9), 2, 1, 0, 1),
        (date(2026, 3, 10), 3, 0, 1, 1),
    ],
    # from hours, by lead time, by cycle time
    ("completion_times_since", "'2026-03-08'"): [(0, 2, 0), (1, 0, 1), (4, 1, 0)],
    ("completion_percentiles_since", "'2026-03-08'"): [
        ("lead", "high", 1, 4.5, 4.5, 4.5),
        ("lead", "medium", 2, 0.0, 0.0, 0.0),
        ("cycle", "high", 1, 3.5, 3.5, 3.5),
    ],
    ("activity_by_hour_since", "'2026-03-10'"): [(TUESDAY, hour, 1) for hour in (1, 8, 9, 11)],
    # week, completed, late, reopened
    ("reopened_and_late_since", "'2026-03-09'"): [(date(2026, 3, 9), 2, 0, 1)],
    # occurred at, version, op, status before and after, priority, category, due, changed, request
    ("task_changes", f"'{REOPENED}'"): [
        (CREATED, 1, "insert", None, "pending", "low", None, DUE, f"{SET}, created_at", "request-5"),
        (CANCELLED, 2, "update", "pending", "cancelled", "low", None, DUE, "status", "request-6"),
        (WAITING, 3, "update", "cancelled", "pending", "low", None, DUE, "status", "request-8"),
    ],
    # task, priority, category, due, created, updated, completed at
    ("tasks_of_user", "'user-2'", "'pending'"): [(REOPENED, "low", None, DUE, CREATED, WAITING, None)],
    ("tasks_of_user", "'user-2'", "'completed'"): [],
    ("tasks_by_status_at", "'2026-03-08 08:59:59'"): [],
    ("tasks_by_status_at", "'2026-03-08 23:59:59.999'"): [("completed", 1), ("pending", 1)],
    ("tasks_by_status_at", "'2026-03-09 09:30:00'"): [("cancelled", 1), ("completed", 2)],
    ("tasks_by_status_at", "'2026-03-10 10:59:59'"): [
        ("completed", 3),
        ("in_progress", 1),
        ("pending", 2),
    ],
    ("tasks_by_status_at", "'2026-03-10 11:00:00'"): [
        ("completed", 3),
        ("in_progress", 1),
        ("pending", 1),
    ],
}
"""By the name of a named query, or that of a prepared statement and its parameters."""

VIEWS: Final[dict[str, Answer]] = {
    # A stay ends with another status, or a delete, or not yet.
    "SELECT task_id, status, left_at, hours FROM task_status_durations "
    f"WHERE task_id IN ('{STARTED_AND_COMPLETED}', '{REOPENED}', '{task_board.DELETED}') ORDER BY 1, entered_at": [
        (STARTED_AND_COMPLETED, "pending", timestamp("2026-03-08T10:00"), 1.0),
        (STARTED_AND_COMPLETED, "in_progress", timestamp("2026-03-08T13:30"), 3.5),
        (STARTED_AND_COMPLETED, "completed", None, 46.5),
        (REOPENED, "pending", timestamp("2026-03-09T09:00"), 1.0),
        (REOPENED, "cancelled", timestamp("2026-03-10T01:00"), 16.0),
        (REOPENED, "pending", None, 11.0),
        (task_board.DELETED, "pending", timestamp("2026-03-10T11:00"), 25.0),
    ],
    # week, created, started, completed, cancelled, deleted, reopened, rate
    "SELECT * FROM task_funnel_weekly ORDER BY week": [
        (date(2026, 3, 2), 2, 1, 2, 0, 0, 0, 0.0),
        (date(2026, 3, 9), 4, 1, 1, 1, 1, 1, 0.5),
    ],
    # Cycle time runs from the first start to completion.
    "SELECT task_id, started_at, completed_at, lead_time_hours, cycle_time_hours FROM task_cycle_time ORDER BY 1": [
        (STARTED_AND_COMPLETED, timestamp("2026-03-08T10:00"), timestamp("2026-03-08T13:30"), 4.5, 3.5),
        (COMPLETED_AT_MIDNIGHT, None, timestamp("2026-03-09T00:00"), 0.0, None),
        (CREATED_COMPLETED, None, timestamp("2026-03-10T09:00"), 0.0, None),
    ],
    # Each owner's tasks: day, user, changes, tasks changed, created, completed, deleted
    "SELECT * FROM user_activity_daily ORDER BY day, user_id": [
        (date(2026, 3, 8), "user-1", 4, 2, 2, 1, 0),
        (date(2026, 3, 9), "user-1", 1, 1, 0, 1, 0),
        (date(2026, 3, 9), "user-2", 3, 2, 2, 0, 0),
        (date(2026, 3, 10), "user-1", 1, 1, 1, 1, 0),
        (date(2026, 3, 10), "user-2", 3, 3, 1, 0, 1),
    ],
    # Deleted tasks are in the timeline, and what they were before.
    "SELECT op, version, previous_status, status, array_join(changed, ' ') FROM task_timeline "
    f"WHERE task_id = '{task_board.DELETED}' ORDER BY version": [
        ("insert", 1, None, "pending", "title status priority labels created_at"),
        ("delete", 2, "pending", "pending", ""),
    ],
}


def rows(lake: Lake, sql: str, *parameters: str) -> Answer:
    return [tuple(row.values()) for row in lake.rows(sql, *parameters)]


def answer(lake: Lake, name: str, *parameters: str) -> Answer:
    """Return the rows that the named query, or with parameters the prepared statement, of a name answers."""
    return rows(lake, statement("prepared" if parameters else "queries", name).sql, *parameters)


def test_every_question_is_asked() -> None:
    questions = {each.name for each in (*statements("queries"), *statements("prepared"))}
    assert {name for name, *_ in ANSWERS} == questions


@pytest.mark.parametrize(("asked", "expected"), ANSWERS.items(), ids=map(" ".join, ANSWERS))
def test_a_question_is_answered(team_lake: Lake, asked: tuple[str, ...], expected: Answer) -> None:
    assert answer(team_lake, *asked) == expected


@pytest.mark.parametrize(("sql", "expected"), VIEWS.items(), ids=VIEWS)
def test_a_view_has_these_rows(team_lake: Lake, sql: str, expected: Answer) -> None:
    assert rows(team_lake, sql) == expected


def test_what_is_open_ages_by_the_clock(team_lake: Lake) -> None:
    overdue = "SELECT task_id, status, due_date, days_overdue FROM tasks_overdue ORDER BY 1"
    assert rows(team_lake, overdue) == [
        (REOPENED, "pending", date(2026, 3, 7), 3),
        (IN_PROGRESS, "in_progress", date(2026, 3, 9), 1),
    ]
    team_lake.now = utc("2026-03-09T23:59")
    assert rows(team_lake, overdue) == [(REOPENED, "pending", date(2026, 3, 7), 2)]
    team_lake.now = utc("2026-03-12T07:59")
    assert [row[-1] for row in answer(team_lake, "work_in_progress")] == [1]


def test_today_is_the_last_of_the_30_days(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), utc("2026-02-08T23:59:59.999"))
    history.create_task(task_id(2), utc("2026-02-09T00:00"))
    lake.raw.deliver(history.changes, lake.now)
    lake.merge("task")

    days = answer(lake, "throughput_last_30_days")
    assert (len(days), days[0], days[-1][0]) == (30, (date(2026, 2, 9), 1, 0, 0, 0), date(2026, 3, 10))


def test_percentiles_are_those_of_the_nearest_rank(lake: Lake) -> None:
    begun = utc("2026-03-09T01:00")
    history = EventHistory()
    for hours in range(1, 11):
        history.create_task(task_id(hours), begun, status=TaskStatus.IN_PROGRESS)
    for hours in range(1, 11):
        history.change_task(task_id(hours), begun + timedelta(hours=hours), status=TaskStatus.COMPLETED)
    lake.raw.deliver(history.changes, lake.now)

    assert answer(lake, "cycle_time_by_priority") == [("medium", 10, 5.0, 9.0)]


def test_a_task_is_completed_late_on_the_day_after_it_was_due(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), utc("2026-03-08T08:00"), due_date=date(2026, 3, 8))
    history.change_task(task_id(1), utc("2026-03-08T23:59"), status=TaskStatus.COMPLETED)
    history.change_task(task_id(1), utc("2026-03-09T08:00"), status=TaskStatus.PENDING)
    history.change_task(task_id(1), utc("2026-03-09T09:00"), status=TaskStatus.COMPLETED)
    lake.raw.deliver(history.changes, lake.now)

    # week, completed, late, reopened
    assert answer(lake, "reopened_and_late_since", "'2026-03-08'") == [
        (date(2026, 3, 2), 1, 0, 0),
        (date(2026, 3, 9), 1, 1, 1),
    ]


def test_a_day_without_a_change_has_its_row(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), utc("2026-03-07T23:00"))
    history.change_task(task_id(1), utc("2026-03-09T08:00"), status=TaskStatus.COMPLETED)
    lake.raw.deliver(history.changes, lake.now)

    days = [date(2026, 3, day) for day in (7, 8, 9, 10)]
    throughput = rows(lake, "SELECT day, created, completed FROM task_throughput_daily ORDER BY day")
    by_status = rows(lake, "SELECT day, open_tasks, completed FROM tasks_by_status_daily ORDER BY day")
    assert throughput == list(zip(days, (1, 0, 0, 0), (0, 0, 1, 0), strict=True))
    assert by_status == list(zip(days, (1, 1, 0, 0), (0, 0, 1, 1), strict=True))


def test_retention_counts_the_active_of_each_sign_up_week(lake: Lake) -> None:
    history = EventHistory()
    for user, signed_up in (("user-1", "2026-03-02T00:00"), ("user-2", "2026-03-08T23:59:59.999")):
        history.create_user(user, utc(signed_up))
    history.create_user("user-3", utc("2026-03-09T00:00"))
    history.create_task(task_id(1), utc("2026-03-08T23:00"))
    history.create_task(task_id(2), utc("2026-03-10T08:00"), user="user-3")
    lake.raw.deliver(history.changes, lake.now)

    first, second = date(2026, 3, 2), date(2026, 3, 9)
    # sign-up week, week, weeks since, users, active, share
    assert rows(lake, "SELECT * FROM user_retention_weekly ORDER BY sign_up_week, week") == [
        (first, first, 0, 2, 1, 0.5),
        (first, second, 1, 2, 0, 0.0),
        (second, second, 0, 1, 1, 1.0),
    ]


def test_cycle_time_knows_the_lives_of_one_id_apart(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), utc("2026-03-10T08:00"), status=TaskStatus.IN_PROGRESS)
    history.delete(task_id(1), utc("2026-03-10T09:00"))
    history.create_task(task_id(1), utc("2026-03-10T10:00"))
    history.change_task(task_id(1), utc("2026-03-10T11:00"), status=TaskStatus.COMPLETED)
    lake.raw.deliver(history.changes, lake.now)

    found = rows(lake, "SELECT started_at, lead_time_hours, cycle_time_hours FROM task_cycle_time")

    assert found == [(None, 1.0, None)]
