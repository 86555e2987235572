from datetime import datetime, timedelta

from tasklake_lake.iceberg_tables import ICEBERG_TABLES
from tests.integration.lake.event_history import EventHistory, task_id, timestamp, utc
from tests.integration.lake.realized_lake import Lake

type Freshness = tuple[datetime | None, datetime | None, datetime | None, int]


def freshness(lake: Lake, table: str) -> Freshness:
    """Return newest change, newest merged change, complete until, and merge lag in seconds."""
    rows = lake.rows("SELECT * FROM lake_freshness")
    assert len(rows) == len(ICEBERG_TABLES)
    (row,) = (row for row in rows if row.pop("table_name") == table)
    newest, merged, complete, lag = row.values()
    return newest, merged, complete, lag


def test_a_change_waits_from_its_arrival_until_a_merge(lake: Lake) -> None:
    history = EventHistory()
    first = history.create_task(task_id(1), utc("2026-03-10T09:10"))
    last = history.create_task(task_id(2), utc("2026-03-10T11:20"))
    lake.raw.deliver_promptly(history.changes)
    begin, end = first.at.replace(tzinfo=None), last.at.replace(tzinfo=None)

    for table in ("task_states", "task_history"):
        assert freshness(lake, table) == (end, None, begin, 3 * 3600)
    lake.merge("task")
    for table in ("task_states", "task_history"):
        assert freshness(lake, table) == (end, end, end, 0)
    assert freshness(lake, "user_states") == (None, None, None, 0)


def test_a_late_change_takes_the_watermark_back_until_it_is_merged(lake: Lake) -> None:
    history = EventHistory()
    late = history.create_task(task_id(1), utc("2026-02-20T09:00"))
    history.create_task(task_id(2), utc("2026-03-10T11:00"))
    lake.raw.deliver(history.changes[1:], utc("2026-03-10T11:00"))
    lake.merge("task")
    lake.raw.deliver([late], utc("2026-03-10T11:00"))
    newest = timestamp("2026-03-10T11:00")

    assert freshness(lake, "task_history") == (newest, newest, timestamp("2026-02-20T09:00"), 3600)
    lake.merge("task")
    assert freshness(lake, "task_history") == (newest, newest, newest, 0)


def test_copies_and_superseded_changes_do_not_wait(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), utc("2026-03-10T09:00"))
    history.change_task(task_id(1), utc("2026-03-10T10:00"), category="home")
    history.delete(task_id(1), utc("2026-03-10T11:00"))
    lake.raw.deliver(history.changes[1:], utc("2026-03-10T11:00"))
    lake.merge("task")
    lake.raw.deliver(history.changes, utc("2026-03-10T11:00"))
    newest = timestamp("2026-03-10T11:00")

    assert freshness(lake, "task_states") == (newest, newest, newest, 0)
    assert freshness(lake, "task_history") == (newest, newest, timestamp("2026-03-10T09:00"), 3600)


def test_an_idle_lake_keeps_its_newest_change(lake: Lake) -> None:
    history = EventHistory()
    history.create_user("user-1", utc("2026-03-10T09:00"))
    lake.raw.deliver_promptly(history.changes)
    lake.merge("user")
    newest = timestamp("2026-03-10T09:00")

    lake.now += timedelta(days=30)
    assert freshness(lake, "user_states") == freshness(lake, "user_history") == (newest, newest, newest, 0)
    lake.now += timedelta(days=30)
    assert freshness(lake, "user_states") == (newest, newest, newest, 0)
    assert freshness(lake, "user_history") == (None, None, None, 0)


def test_what_left_the_tail_unmerged_is_not_seen(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), utc("2026-03-05T09:00"))
    history.create_task(task_id(2), utc("2026-03-10T09:00"))
    lake.raw.deliver_promptly(history.changes)
    newest = timestamp("2026-03-10T09:00")

    assert freshness(lake, "task_history") == (newest, None, newest, 3 * 3600)
    lake.merge("task")
    assert lake.rows("SELECT count(*) AS n FROM task_history") == [{"n": 1}]
    assert freshness(lake, "task_history") == (newest, newest, newest, 0)
