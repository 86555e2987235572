from datetime import date, timedelta

from tasklake_lake.iceberg_tables import TASK_HISTORY, USER_HISTORY
from tasklake_lake.windows import LATEST_CHANGE_DAYS
from tasklake_operations.lake_maintenance import LateChanges, catch_up_days, late_changes
from tests.integration.lake.event_history import EventHistory, task_id, timestamp, utc
from tests.integration.lake.realized_lake import WINDOWS, Lake

TODAY = date(2026, 3, 10)


def late_in(lake: Lake) -> LateChanges | None:
    return late_changes(lake.sql, TASK_HISTORY, WINDOWS.parameters())


def test_a_change_too_old_for_the_merge_is_told_until_it_is_caught_up_with(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), utc("2026-01-29T23:59:59.999"))
    history.change_task(task_id(1), utc("2026-01-30T06:00"), category="home")
    history.change_task(task_id(1), utc("2026-03-10T09:00"), category="work")
    # The old changes come late, and twice.
    lake.raw.deliver(history.changes[:2], utc("2026-03-10T08:00"))
    lake.raw.deliver(history.changes[:2], utc("2026-03-10T09:00"))
    lake.raw.deliver(history.changes[2:], utc("2026-03-10T10:00"))
    assert lake.maintain()["merge_near_task_history"].inserted == 1

    late = late_in(lake)
    assert late == LateChanges("task_history", 2, timestamp("2026-01-29T23:59:59.999"))
    since = late and late.since(TODAY, WINDOWS)
    assert since
    assert since == date(2026, 1, 29) + timedelta(LATEST_CHANGE_DAYS)

    caught_up = lake.maintain(merge_hours=catch_up_days(since, TODAY, WINDOWS))
    assert caught_up["merge_near_task_history"].inserted == 2
    assert late_in(lake) is None


def test_changes_that_the_merge_takes_are_not_late(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), utc("2026-02-10T09:00"))
    lake.raw.deliver(history.changes, utc("2026-03-10T09:00"))
    assert late_in(lake) is None
    assert late_changes(lake.sql, USER_HISTORY, WINDOWS.parameters()) is None


def test_changes_from_before_all_raw_events_cannot_be_caught_up_with() -> None:
    late = LateChanges("task_history", 1, timestamp("2025-01-01T00:00"))
    assert late.since(TODAY, WINDOWS) is None
