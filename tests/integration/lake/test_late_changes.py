from datetime import timedelta

import pytest

from tasklake.lake import TASK_EVENTS
from tasklake.models import TaskStatus
from tests.integration.lake import expected_lake
from tests.integration.lake.event_history import EventHistory, task_id, utc
from tests.integration.lake.realized_lake import Lake

NOW = utc("2026-03-31T12:00")


@pytest.fixture
def lake(lake: Lake) -> Lake:
    lake.now = NOW
    return lake


def versions(lake: Lake, table: str) -> list[int]:
    return [row["version"] for row in lake.rows(f"SELECT version FROM {table} ORDER BY version")]


@pytest.mark.parametrize("age", [timedelta(days=30), timedelta(days=36, hours=23)])
def test_a_late_change_lands_once_however_often_it_is_merged(lake: Lake, age: timedelta) -> None:
    history = EventHistory()
    history.create_task(task_id(1), NOW - age)
    history.change_task(task_id(1), NOW - timedelta(hours=1), status=TaskStatus.COMPLETED)
    lake.raw.deliver(history.changes[1:], NOW)
    lake.run("merge_task_history")
    lake.raw.deliver(history.changes[:1], NOW)

    assert lake.run("merge_task_history").inserted == 1
    assert lake.run("merge_task_history").inserted == 0
    assert versions(lake, "task_history") == versions(lake, "task_timeline") == [1, 2]


def test_a_change_beyond_the_history_bound_is_not_repeated_and_a_wider_run_takes_it(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), NOW - timedelta(days=38))
    lake.raw.deliver(history.changes, NOW)

    assert lake.run("merge_task_history").inserted == 0
    assert versions(lake, "task_timeline") == [1]

    assert lake.run("merge_task_history", window_days=10).inserted == 1
    assert lake.run("merge_task_history", window_days=10).inserted == 0
    assert lake.run("merge_task_history").inserted == 0
    assert versions(lake, "task_history") == versions(lake, "task_timeline") == [1]


def test_a_missed_week_is_caught_up_with_a_wider_window(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), NOW - timedelta(days=9))
    for days in range(8, 0, -1):
        history.change_task(task_id(1), NOW - timedelta(days=days), category=f"day {days}")
    lake.raw.deliver_promptly(history.changes[:1])
    lake.now = NOW - timedelta(days=9, hours=-1)
    lake.run("merge_task_history")
    lake.raw.deliver_promptly(history.changes[1:])
    lake.now = NOW

    lake.run("merge_task_history")
    assert versions(lake, "task_history") == [1, 8, 9]
    lake.run("merge_task_history", window_days=9)
    assert lake.rows("SELECT * FROM task_history ORDER BY version") == expected_lake.history(
        history.changes, TASK_EVENTS
    )


def test_an_older_version_that_comes_late_does_not_replace_a_newer_one(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), NOW - timedelta(hours=3))
    history.change_task(task_id(1), NOW - timedelta(hours=2), category="second")
    history.change_task(task_id(1), NOW - timedelta(hours=1), category="third")
    lake.raw.deliver(history.changes[2:], NOW)
    lake.run("merge_task_states")
    lake.raw.deliver(history.changes[:2], NOW)

    assert [row["category"] for row in lake.rows("SELECT category FROM tasks")] == ["third"]
    assert lake.run("merge_task_states").updated == 0
    assert [row["category"] for row in lake.rows("SELECT category FROM task_states")] == ["third"]
