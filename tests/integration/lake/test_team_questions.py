from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest

from tasklake.models import TaskStatus
from tasklake_lake.statements import statement, statements
from tests.integration.lake.event_history import EventHistory, task_id, timestamp, utc
from tests.integration.lake.realized_lake import Lake
from tests.integration.lake.task_board import IN_PROGRESS, REOPENED

type Answer = tuple[object, ...]
type Ask = Callable[..., list[Answer]]


def answer(lake: Lake, name: str, *parameters: str) -> list[Answer]:
    """Return the rows that the named query, or with parameters the prepared statement, of a name answers."""
    asked = statement("prepared" if parameters else "queries", name)
    return [tuple(row.values()) for row in lake.rows(asked.sql, *parameters)]


@pytest.fixture
def ask(team_lake: Lake) -> Ask:
    return partial(answer, team_lake)


def test_every_question_has_a_test_of_its_name() -> None:
    asked = {name.removeprefix("test_") for name in globals()}
    assert not [
        each.name for each in [*statements("queries"), *statements("prepared")] if each.name not in asked
    ]


def test_open_tasks_by_priority(ask: Ask) -> None:
    assert ask("open_tasks_by_priority") == [("medium", 1, 1, 1), ("low", 1, 0, 1)]


def test_open_tasks_by_label(ask: Ask) -> None:
    assert ask("open_tasks_by_label") == [("ui", 2, 1, 2), ("blocked", 1, 0, 1)]


def test_overdue_tasks_by_user(ask: Ask) -> None:
    assert ask("overdue_tasks_by_user") == [("user-2", 2, 0, 3)]


def test_throughput_last_30_days(ask: Ask) -> None:
    assert ask("throughput_last_30_days") == [
        (date(2026, 3, 8), 2, 1, 0, 0),
        (date(2026, 3, 9), 2, 1, 1, 0),
        (date(2026, 3, 10), 2, 1, 0, 1),
    ]


def test_today_is_the_last_of_the_30_days(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), utc("2026-02-08T23:59:59.999"))
    history.create_task(task_id(2), utc("2026-02-09T00:00"))
    lake.raw.deliver(history.changes, lake.now)
    lake.merge("task")

    days = answer(lake, "throughput_last_30_days")
    assert (len(days), days[0], days[-1][0]) == (30, (date(2026, 2, 9), 1, 0, 0, 0), date(2026, 3, 10))


def test_cycle_time_by_priority(ask: Ask) -> None:
    assert ask("cycle_time_by_priority") == [("high", 1, 3.5, 3.5)]


def test_percentiles_are_those_of_the_nearest_rank(lake: Lake) -> None:
    begun = utc("2026-03-09T01:00")
    history = EventHistory()
    for hours in range(1, 11):
        history.create_task(task_id(hours), begun, status=TaskStatus.IN_PROGRESS)
    for hours in range(1, 11):
        history.change_task(task_id(hours), begun + timedelta(hours=hours), status=TaskStatus.COMPLETED)
    lake.raw.deliver(history.changes, lake.now)

    assert answer(lake, "cycle_time_by_priority") == [("medium", 10, 5.0, 9.0)]


def test_busiest_users_last_7_days(ask: Ask) -> None:
    assert ask("busiest_users_last_7_days") == [("user-1", 6, 3, 3, 3), ("user-2", 6, 3, 0, 2)]


def test_work_in_progress(ask: Ask, team_lake: Lake) -> None:
    begun = timestamp("2026-03-10T08:00")
    assert ask("work_in_progress") == [(IN_PROGRESS, "user-2", "medium", date(2026, 3, 9), begun, 0)]
    team_lake.now = utc("2026-03-12T07:59")
    assert ask("work_in_progress") == [(IN_PROGRESS, "user-2", "medium", date(2026, 3, 9), begun, 1)]


def test_merge_progress(ask: Ask) -> None:
    merged = timestamp("2026-03-09T10:00")
    newest = timestamp("2026-03-10T11:00")
    waiting = timestamp("2026-03-10T01:00")

    assert ask("merge_progress") == [
        ("task_history", newest, merged, waiting, 11 * 3600),
        ("task_states", newest, merged, waiting, 11 * 3600),
        ("user_history", None, None, None, 0),
        ("user_states", None, None, None, 0),
    ]


def test_work_in_progress_by_age(ask: Ask) -> None:
    # from days, low, medium, high, urgent, longest
    assert ask("work_in_progress_by_age") == [(0, 0, 1, 0, 0, 4 / 24)]


def test_overdue_tasks_by_user_and_category(ask: Ask) -> None:
    assert ask("overdue_tasks_by_user_and_category") == [("user-2", None, 2, 3)]


def test_throughput_since(ask: Ask) -> None:
    # day, created, completed, cancelled, deleted, tasks there, those completed
    assert ask("throughput_since", "'2026-03-09'") == [
        (date(2026, 3, 9), 2, 1, 1, 0, 4, 2),
        (date(2026, 3, 10), 2, 1, 0, 1, 5, 3),
    ]


def test_tasks_by_status_since(ask: Ask) -> None:
    # day, completed, cancelled, in progress, pending
    assert ask("tasks_by_status_since", "'2026-03-09'") == [
        (date(2026, 3, 9), 2, 1, 0, 1),
        (date(2026, 3, 10), 3, 0, 1, 1),
    ]


def test_completion_times_since(ask: Ask) -> None:
    # from hours, by lead time, by cycle time
    assert ask("completion_times_since", "'2026-03-08'") == [(0, 2, 0), (1, 0, 1), (4, 1, 0)]


def test_completion_percentiles_since(ask: Ask) -> None:
    assert ask("completion_percentiles_since", "'2026-03-08'") == [
        ("lead", "high", 1, 4.5, 4.5, 4.5),
        ("lead", "medium", 2, 0.0, 0.0, 0.0),
        ("cycle", "high", 1, 3.5, 3.5, 3.5),
    ]


def test_activity_by_hour_since(ask: Ask) -> None:
    tuesday = 2
    assert ask("activity_by_hour_since", "'2026-03-10'") == [(tuesday, hour, 1) for hour in (1, 8, 9, 11)]


def test_reopened_and_late_since(lake: Lake) -> None:
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


def test_task_changes(ask: Ask) -> None:
    found = ask("task_changes", f"'{REOPENED}'")

    assert [row[:6] for row in found] == [
        (timestamp("2026-03-09T08:00"), 1, "insert", None, "pending", "low"),
        (timestamp("2026-03-09T09:00"), 2, "update", "pending", "cancelled", "low"),
        (timestamp("2026-03-10T01:00"), 3, "update", "cancelled", "pending", "low"),
    ]
    assert [row[8] for row in found] == [
        "title, status, priority, labels, due_date, created_at",
        "status",
        "status",
    ]


def test_tasks_of_user(ask: Ask) -> None:
    assert [row[:4] for row in ask("tasks_of_user", "'user-2'", "'pending'")] == [
        (REOPENED, "low", None, date(2026, 3, 7))
    ]
    assert ask("tasks_of_user", "'user-2'", "'completed'") == []


@pytest.mark.parametrize(
    ("moment", "counts"),
    [
        ("2026-03-08 08:59:59", []),
        ("2026-03-08 23:59:59.999", [("completed", 1), ("pending", 1)]),
        ("2026-03-09 09:30:00", [("cancelled", 1), ("completed", 2)]),
        ("2026-03-10 10:59:59", [("completed", 3), ("in_progress", 1), ("pending", 2)]),
        ("2026-03-10 11:00:00", [("completed", 3), ("in_progress", 1), ("pending", 1)]),
    ],
)
def test_tasks_by_status_at(ask: Ask, moment: str, counts: list[tuple[str, int]]) -> None:
    assert ask("tasks_by_status_at", f"'{moment}'") == counts
