import time
from datetime import timedelta

import pytest

from tasklake.models import TaskStatus
from tests.integration.lake import expected_lake
from tests.integration.lake.event_history import EventHistory, task_id, utc
from tests.integration.lake.realized_lake import WINDOWS, Lake


@pytest.mark.usefixtures("in_auckland")
def test_a_machine_in_auckland_sees_the_same_days(lake: Lake) -> None:
    # In Auckland it is the 11th already: a tail by its clock would miss the first change.
    assert time.localtime(utc("2026-03-10T12:00").timestamp()).tm_mday == 11
    history = EventHistory()
    history.create_task(task_id(1), utc("2026-03-08T12:00"))
    history.create_task(task_id(2), utc("2026-03-10T11:59:59.999"))
    lake.raw.deliver_promptly(history.changes)

    assert lake.rows("SELECT * FROM tasks ORDER BY task_id") == expected_lake.tasks(history.changes)
    assert (lake.merge("task"), lake.merge("task")) == (2, 0)
    days = lake.rows("SELECT CAST(day AS varchar) AS day, created FROM task_throughput_daily ORDER BY day")
    assert days == [
        {"day": f"2026-03-{day}", "created": created} for day, created in (("08", 1), ("09", 0), ("10", 1))
    ]


@pytest.mark.parametrize(
    "midnight",
    ["2027-01-01T00:00", "2028-03-01T00:00"],
    ids=["year", "leap day"],
)
def test_the_tail_reaches_over_the_turn_of_a_month_or_year(lake: Lake, midnight: str) -> None:
    turn = utc(midnight)
    history = EventHistory()
    history.create_task(task_id(1), turn - timedelta(days=2))
    history.create_task(task_id(2), turn - timedelta(milliseconds=1))
    history.create_task(task_id(3), turn)
    lake.raw.deliver_promptly(history.changes)
    lake.now = turn

    assert len(lake.rows("SELECT * FROM tasks")) == 3
    lake.now = turn - timedelta(milliseconds=1)
    assert lake.run("merge_near_task_history").inserted == 3
    lake.now = turn + timedelta(days=400)
    assert len(lake.rows("SELECT * FROM task_timeline")) == 3


def test_a_row_is_in_the_tail_for_its_hours_after_that_of_its_arrival(lake: Lake) -> None:
    history = EventHistory()
    history.create_task(task_id(1), utc("2026-03-08T00:00"))
    arrival = utc("2026-03-08T05:59")
    lake.raw.deliver(history.changes, arrival)

    lake.now = arrival.replace(minute=0) + timedelta(hours=WINDOWS.tail_hours + 1, milliseconds=-1)
    assert len(lake.rows("SELECT * FROM tasks")) == 1
    lake.now += timedelta(milliseconds=1)
    assert lake.rows("SELECT * FROM tasks") == []


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
