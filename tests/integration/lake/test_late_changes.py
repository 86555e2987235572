from datetime import timedelta

import pytest

from tasklake.models import TaskStatus
from tests.integration.lake.event_history import EventHistory, task_id, utc
from tests.integration.lake.realized_lake import Lake

NOW = utc("2026-03-31T12:00")


@pytest.fixture
def lake(lake: Lake) -> Lake:
    lake.now = NOW
    return lake


def versions(lake: Lake, table: str) -> list[int]:
    return [row["version"] for row in lake.rows(f"SELECT version FROM {table} ORDER BY version")]


@pytest.mark.parametrize(
    "age", [timedelta(days=1), pytest.param(timedelta(days=4000), marks=pytest.mark.journey)]
)
def test_a_late_change_lands_once_however_old_it_is_and_however_often_it_is_merged(
    lake: Lake, age: timedelta
) -> None:
    history = EventHistory()
    history.create_task(task_id(1), NOW - age)
    history.change_task(task_id(1), NOW - timedelta(hours=1), status=TaskStatus.COMPLETED)
    lake.raw.deliver(history.changes[1:], NOW)
    lake.merge("task")
    lake.raw.deliver(history.changes[:1], NOW)

    assert lake.merge("task") == 1
    assert lake.merge("task") == 0
    assert versions(lake, "task_history") == versions(lake, "task_timeline") == [1, 2]


@pytest.mark.parametrize(("days", "runs"), [(120, 2), pytest.param(400, 5, marks=pytest.mark.journey)])
def test_changes_of_more_days_than_one_statement_may_write_are_merged_by_some_runs(
    lake: Lake, days: int, runs: int
) -> None:
    history = EventHistory()
    history.create_task(task_id(1), NOW - timedelta(days=days))
    for day in range(days - 1, 0, -1):
        history.change_task(task_id(1), NOW - timedelta(days=day), category=f"day {day}")
    lake.raw.deliver(history.changes, NOW)

    lake.run("merge_near_task_history")
    merged = [lake.run("merge_far_task_history").inserted for _ in range(runs + 1)]

    # Athena writes to at most 100 partitions in one statement.
    assert max(merged) <= 100
    assert [bool(number) for number in merged] == [True] * runs + [False]
    assert versions(lake, "task_history") == versions(lake, "task_timeline") == list(range(1, days + 1))


def test_a_batch_that_is_redriven_two_weeks_later_is_seen_at_once_and_merged(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), NOW - timedelta(days=20))
    lake.raw.deliver(history.changes, NOW - timedelta(minutes=5))

    assert versions(lake, "tasks") == [1]
    assert lake.merge("task") == 1
    assert versions(lake, "tasks") == versions(lake, "task_timeline") == [1]


def test_a_change_that_has_just_left_the_views_is_still_merged(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), NOW - timedelta(days=3))
    lake.raw.deliver_promptly(history.changes)

    assert versions(lake, "task_timeline") == []
    assert lake.merge("task") == 1
    assert versions(lake, "task_timeline") == [1]
