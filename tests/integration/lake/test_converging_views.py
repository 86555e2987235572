from collections.abc import Sequence
from datetime import timedelta

import pytest

from tasklake.models import TaskStatus
from tasklake_lake.event_tables import EVENT_TABLES, TASK_EVENTS, USER_EVENTS
from tests.integration.lake import expected_lake
from tests.integration.lake.event_history import Change, EventHistory, task_id, utc
from tests.integration.lake.realized_lake import Lake, Row


@pytest.fixture
def history() -> EventHistory:
    """Lives of two users and four tasks: changed, deleted, and two of them created again under their id."""
    made = EventHistory()
    made.create_user("user-1", utc("2026-03-08T08:00"))
    made.create_user("user-2", utc("2026-03-08T08:00:00.001"))
    for number in range(4):
        made.create_task(task_id(number), utc("2026-03-08T09:00:00.123"), category="home")
    made.change_task(task_id(0), utc("2026-03-08T10:00"), status=TaskStatus.IN_PROGRESS)
    # Two versions of one millisecond.
    made.change_task(task_id(1), utc("2026-03-08T10:00"), category=None)
    made.change_task(task_id(1), utc("2026-03-08T10:00"), category="work")
    made.delete(task_id(2), utc("2026-03-08T10:00"))
    made.delete("user-2", utc("2026-03-08T11:00"))
    made.change_task(task_id(0), utc("2026-03-09T10:00"), status=TaskStatus.COMPLETED)
    made.create_task(task_id(2), utc("2026-03-09T11:00"))
    made.create_user("user-2", utc("2026-03-09T11:00"))
    made.rename_user("user-1", utc("2026-03-09T12:00"))
    made.change_task(task_id(2), utc("2026-03-10T09:00"), status=TaskStatus.CANCELLED)
    made.delete(task_id(3), utc("2026-03-10T10:00"))
    return made


def assert_views_equal(lake: Lake, changes: Sequence[Change]) -> None:
    assert lake.rows("SELECT * FROM tasks ORDER BY task_id") == expected_lake.tasks(changes)
    assert lake.rows("SELECT * FROM users ORDER BY user_id") == expected_lake.users(changes)
    timeline = lake.rows("SELECT * FROM task_timeline ORDER BY task_id, created_at, version")
    assert timeline == expected_lake.task_timeline(changes)


def assert_tables_equal(lake: Lake, changes: Sequence[Change]) -> None:
    for table in EVENT_TABLES:
        key = table.key
        states = without_arrival(lake.rows(f"SELECT * FROM {table.entity}_states ORDER BY {key}"))
        expected = expected_lake.states(changes, table)
        assert states == [{name: row[name] for name in states[0]} for row in expected]
        history = lake.rows(f"SELECT * FROM {table.entity}_history ORDER BY {key}, created_at, version")
        assert without_arrival(history) == without_arrival(expected_lake.history(changes, table))


def without_arrival(rows: Sequence[Row]) -> list[Row]:
    return [{name: value for name, value in row.items() if name != "ingested_at"} for row in rows]


@pytest.mark.journey
def test_the_views_are_right_before_between_and_after_merges(lake: Lake, history: EventHistory) -> None:
    changes = history.changes
    middle = len(changes) // 2
    keys = lake.raw.deliver_promptly(changes[:middle])
    lake.now = utc("2026-03-09T11:30")
    assert_views_equal(lake, changes[:middle])

    lake.maintain()
    assert_views_equal(lake, changes[:middle])
    keys += lake.raw.deliver(changes[middle:], utc("2026-03-10T11:00"))
    lake.now = utc("2026-03-10T12:00")
    assert_views_equal(lake, changes)

    lake.maintain()
    again = lake.maintain().values()
    assert {(counts.inserted, counts.updated, counts.deleted) for counts in again} == {(0, 0, 0)}
    assert_tables_equal(lake, changes)
    lake.now += timedelta(days=5)
    assert_views_equal(lake, changes)
    lake.raw.expire(keys)
    assert_views_equal(lake, changes)


def test_the_models_agree_about_the_number_of_changes(history: EventHistory) -> None:
    assert len(expected_lake.history(history.changes, TASK_EVENTS)) == 12
    assert len(expected_lake.history(history.changes, USER_EVENTS)) == 5
