from datetime import timedelta

import pytest

from tasklake.models import TaskStatus
from tasklake_lake.event_tables import TASK_EVENTS
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
    lake.run("merge_near_task_history")
    lake.raw.deliver(history.changes[:1], NOW)

    assert lake.run("merge_near_task_history").inserted == 1
    assert lake.run("merge_near_task_history").inserted == 0
    assert versions(lake, "task_history") == versions(lake, "task_timeline") == [1, 2]


def test_a_change_beyond_the_history_bound_is_not_repeated_and_a_wider_run_takes_it(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), NOW - timedelta(days=39))
    lake.raw.deliver(history.changes, NOW)

    assert lake.run("merge_near_task_history").inserted == 0
    assert versions(lake, "task_timeline") == [1]

    assert lake.run("merge_near_task_history", merge_hours=240).inserted == 1
    assert lake.run("merge_near_task_history", merge_hours=240).inserted == 0
    assert lake.run("merge_near_task_history").inserted == 0
    assert versions(lake, "task_history") == versions(lake, "task_timeline") == [1]


def test_a_missed_week_is_caught_up_with_a_wider_window(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), NOW - timedelta(days=9))
    for days in range(8, 0, -1):
        history.change_task(task_id(1), NOW - timedelta(days=days), category=f"day {days}")
    lake.raw.deliver_promptly(history.changes[:1])
    lake.now = NOW - timedelta(days=9, hours=-1)
    lake.run("merge_near_task_history")
    lake.raw.deliver_promptly(history.changes[1:])
    lake.now = NOW

    lake.run("merge_near_task_history")
    assert versions(lake, "task_history") == [1, 7, 8, 9]
    lake.run("merge_near_task_history", merge_hours=216)
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


def test_a_change_that_waits_in_the_stream_for_a_day_needs_a_window_of_two(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), utc("2026-03-29T23:59"))
    # An object lies under the hour of its changes, however late it comes.
    lake.raw.deliver_promptly(history.changes)
    lake.now = utc("2026-03-31T05:59")

    assert lake.run("merge_near_task_history", merge_hours=24).inserted == 0
    assert lake.run("merge_near_task_history").inserted == 1
    assert lake.run("merge_task_states").inserted == 1


def test_a_batch_redriven_under_the_day_of_its_changes_needs_a_wider_run(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), NOW - timedelta(days=10))
    lake.raw.deliver_promptly(history.changes)

    lake.maintain()
    assert versions(lake, "tasks") == versions(lake, "task_timeline") == []

    lake.maintain(merge_hours=240)
    assert versions(lake, "tasks") == versions(lake, "task_timeline") == [1]


def test_a_long_gap_can_be_caught_up_in_steps(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), NOW - timedelta(days=150))
    history.change_task(task_id(1), NOW - timedelta(days=60), category="home")
    lake.raw.deliver_promptly(history.changes)

    assert lake.run("merge_near_task_history", merge_hours=2160).inserted == 1
    assert lake.run("merge_near_task_history", merge_hours=4320).inserted == 1
    assert versions(lake, "task_history") == [1, 2]


def test_a_change_that_has_just_left_the_views_is_still_merged(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), NOW - timedelta(days=3))
    lake.raw.deliver_promptly(history.changes)

    assert versions(lake, "task_timeline") == []
    assert lake.run("merge_near_task_history").inserted == 1
    assert versions(lake, "task_timeline") == [1]
