from datetime import date

import pytest

from tasklake.models import TaskStatus
from tests.integration.lake.event_history import EventHistory, task_id, utc
from tests.integration.lake.realized_lake import Lake

CREATED = utc("2026-03-10T09:00")


@pytest.mark.parametrize("merged", [False, True], ids=["raw", "merged"])
def test_texts_come_out_as_they_went_in(lake: Lake, *, merged: bool) -> None:
    categories = [
        None,
        "",
        " ",
        'it\'s "quoted" `twice`',
        "line\nbreak\r\n\ttab",
        "nul\0inside",
        "🏠👩‍👩‍👧 日本 ünïcödé",
        "NULL",
        "${tail_hours} ? % \\ -- ;",
        "x" * 50,
    ]
    history = EventHistory()
    for number, category in enumerate(categories):
        labels = (category, "~") if category else None
        history.create_task(task_id(number), CREATED, category=category, labels=labels)
    lake.raw.deliver(history.changes, CREATED)
    if merged:
        lake.merge("task")

    for view in ("tasks", "task_timeline"):
        rows = lake.rows(f"SELECT category, labels FROM {view} ORDER BY task_id")
        assert [row["category"] for row in rows] == categories
        assert [row["labels"] for row in rows] == [[text, "~"] if text else None for text in categories]


def test_numbers_and_dates_at_their_limits(lake: Lake) -> None:
    highest = 2**63 - 1
    history = EventHistory()
    history.create_task(task_id(1), CREATED, version=highest - 2, due_date=date.min)
    history.create_task(task_id(2), CREATED, version=highest - 1, due_date=date.max)
    lake.raw.deliver(history.changes, CREATED)
    lake.merge("task")
    changed = history.change_task(task_id(1), CREATED, due_date=date(1582, 10, 10))
    deleted = history.delete(task_id(2), CREATED)
    lake.raw.deliver([changed, deleted], lake.now)

    assert lake.run("merge_task_states").updated == 2
    assert lake.rows("SELECT task_id, version, due_date FROM tasks") == [
        {"task_id": task_id(1), "version": highest - 1, "due_date": date(1582, 10, 10)}
    ]
    timeline = lake.rows("SELECT version, due_date FROM task_timeline ORDER BY task_id, version")
    assert [tuple(row.values()) for row in timeline] == [
        (highest - 2, date.min),
        (highest - 1, date(1582, 10, 10)),
        (highest - 1, date.max),
        (highest, date.max),
    ]


def test_times_at_their_limits(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), utc("1970-01-01T00:00"), status=TaskStatus.COMPLETED)
    history.create_task(task_id(2), utc("9999-12-31T23:59:59.999"))
    lake.raw.deliver(history.changes, lake.now)
    lake.merge("task")

    rows = lake.rows("SELECT created_at FROM tasks ORDER BY task_id")
    assert [row["created_at"].isoformat() for row in rows] == [
        "1970-01-01T00:00:00",
        "9999-12-31T23:59:59.999000",
    ]
