from datetime import date

from tasklake.models import TaskStatus
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


def values(lake: Lake, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in lake.rows(sql)]


def test_throughput_counts_each_change_of_status_on_its_utc_day(team_lake: Lake) -> None:
    found = values(team_lake, "SELECT * FROM task_throughput_daily ORDER BY day")

    # day, created, completed, cancelled, deleted
    assert found == [
        (date(2026, 3, 8), 2, 1, 0, 0),
        (date(2026, 3, 9), 2, 1, 1, 0),
        (date(2026, 3, 10), 2, 1, 0, 1),
    ]


def test_a_day_without_a_change_has_its_row(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), utc("2026-03-07T23:00"))
    history.change_task(task_id(1), utc("2026-03-09T08:00"), status=TaskStatus.COMPLETED)
    lake.raw.deliver(history.changes, lake.now)

    days = [date(2026, 3, day) for day in (7, 8, 9, 10)]
    throughput = values(lake, "SELECT day, created, completed FROM task_throughput_daily ORDER BY day")
    by_status = values(lake, "SELECT day, open_tasks, completed FROM tasks_by_status_daily ORDER BY day")
    assert throughput == list(zip(days, (1, 0, 0, 0), (0, 0, 1, 0), strict=True))
    assert by_status == list(zip(days, (1, 1, 0, 0), (0, 0, 1, 1), strict=True))


def test_tasks_are_counted_by_status_at_the_end_of_each_day(team_lake: Lake) -> None:
    found = values(team_lake, "SELECT * FROM tasks_by_status_daily ORDER BY day")

    # day, open, pending, in progress, completed, cancelled
    assert found == [
        (date(2026, 3, 8), 1, 1, 0, 1, 0),
        (date(2026, 3, 9), 1, 1, 0, 2, 1),
        (date(2026, 3, 10), 2, 1, 1, 3, 0),
    ]


def test_a_stay_ends_with_another_status_or_a_delete_or_not_yet(team_lake: Lake) -> None:
    found = values(
        team_lake,
        "SELECT task_id, status, left_at, hours FROM task_status_durations "
        f"WHERE task_id IN ('{STARTED_AND_COMPLETED}', '{REOPENED}', '{task_board.DELETED}') ORDER BY 1, entered_at",
    )

    assert found == [
        (STARTED_AND_COMPLETED, "pending", timestamp("2026-03-08T10:00"), 1.0),
        (STARTED_AND_COMPLETED, "in_progress", timestamp("2026-03-08T13:30"), 3.5),
        (STARTED_AND_COMPLETED, "completed", None, 46.5),
        (REOPENED, "pending", timestamp("2026-03-09T09:00"), 1.0),
        (REOPENED, "cancelled", timestamp("2026-03-10T01:00"), 16.0),
        (REOPENED, "pending", None, 11.0),
        (task_board.DELETED, "pending", timestamp("2026-03-10T11:00"), 25.0),
    ]


def test_the_funnel_follows_the_tasks_of_a_week(team_lake: Lake) -> None:
    found = values(team_lake, "SELECT * FROM task_funnel_weekly ORDER BY week")

    # week, created, started, completed, cancelled, deleted, reopened, rate
    assert found == [
        (date(2026, 3, 2), 2, 1, 2, 0, 0, 0, 0.0),
        (date(2026, 3, 9), 4, 1, 1, 1, 1, 1, 0.5),
    ]


def test_retention_counts_the_active_of_each_sign_up_week(lake: Lake) -> None:
    history = EventHistory()
    for user, signed_up in (("user-1", "2026-03-02T00:00"), ("user-2", "2026-03-08T23:59:59.999")):
        history.create_user(user, utc(signed_up))
    history.create_user("user-3", utc("2026-03-09T00:00"))
    history.create_task(task_id(1), utc("2026-03-08T23:00"))
    history.create_task(task_id(2), utc("2026-03-10T08:00"), user="user-3")
    lake.raw.deliver(history.changes, lake.now)

    found = values(lake, "SELECT * FROM user_retention_weekly ORDER BY sign_up_week, week")

    first, second = date(2026, 3, 2), date(2026, 3, 9)
    # sign-up week, week, weeks since, users, active, share
    assert found == [
        (first, first, 0, 2, 1, 0.5),
        (first, second, 1, 2, 0, 0.0),
        (second, second, 0, 1, 1, 1.0),
    ]


def test_cycle_time_runs_from_the_first_start_to_completion(team_lake: Lake) -> None:
    found = values(
        team_lake,
        "SELECT task_id, started_at, completed_at, lead_time_hours, cycle_time_hours FROM task_cycle_time ORDER BY 1",
    )

    assert found == [
        (STARTED_AND_COMPLETED, timestamp("2026-03-08T10:00"), timestamp("2026-03-08T13:30"), 4.5, 3.5),
        (COMPLETED_AT_MIDNIGHT, None, timestamp("2026-03-09T00:00"), 0.0, None),
        (CREATED_COMPLETED, None, timestamp("2026-03-10T09:00"), 0.0, None),
    ]


def test_overdue_begins_the_day_after_the_due_date(team_lake: Lake) -> None:
    query = "SELECT task_id, status, due_date, days_overdue FROM tasks_overdue ORDER BY 1"

    assert values(team_lake, query) == [
        (REOPENED, "pending", date(2026, 3, 7), 3),
        (IN_PROGRESS, "in_progress", date(2026, 3, 9), 1),
    ]
    team_lake.now = team_lake.now.replace(day=9, hour=23, minute=59)
    assert values(team_lake, query) == [(REOPENED, "pending", date(2026, 3, 7), 2)]


def test_activity_counts_the_changes_of_each_owners_tasks(team_lake: Lake) -> None:
    found = values(team_lake, "SELECT * FROM user_activity_daily ORDER BY day, user_id")

    # day, user, changes, tasks changed, created, completed, deleted
    assert found == [
        (date(2026, 3, 8), "user-1", 4, 2, 2, 1, 0),
        (date(2026, 3, 9), "user-1", 1, 1, 0, 1, 0),
        (date(2026, 3, 9), "user-2", 3, 2, 2, 0, 0),
        (date(2026, 3, 10), "user-1", 1, 1, 1, 1, 0),
        (date(2026, 3, 10), "user-2", 3, 3, 1, 0, 1),
    ]


def test_the_timeline_has_deleted_tasks_and_what_they_were_before(team_lake: Lake) -> None:
    found = values(
        team_lake,
        "SELECT op, version, previous_status, status, array_join(changed, ' ') FROM task_timeline "
        f"WHERE task_id = '{task_board.DELETED}' ORDER BY version",
    )

    assert found == [
        ("insert", 1, None, "pending", "title status priority labels created_at"),
        ("delete", 2, "pending", "pending", ""),
    ]


def test_cycle_time_knows_the_lives_of_one_id_apart(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), utc("2026-03-10T08:00"), status=TaskStatus.IN_PROGRESS)
    history.delete(task_id(1), utc("2026-03-10T09:00"))
    history.create_task(task_id(1), utc("2026-03-10T10:00"))
    history.change_task(task_id(1), utc("2026-03-10T11:00"), status=TaskStatus.COMPLETED)
    lake.raw.deliver(history.changes, lake.now)

    found = values(lake, "SELECT started_at, lead_time_hours, cycle_time_hours FROM task_cycle_time")

    assert found == [(None, 1.0, None)]
