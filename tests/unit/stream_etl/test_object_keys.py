from datetime import timedelta

from tasklake_lake.event_tables import EVENT_TABLES, TASK_EVENTS
from tasklake_stream_etl.object_keys import events_key, quarantine_key
from tests.unit.stream_etl.table_changes import READ


def test_objects_lie_below_the_hour_in_which_they_are_written() -> None:
    assert events_key(TASK_EVENTS, ["a"], READ).startswith("raw/task_events/arrival_hour=2026-03-04-05/")
    assert quarantine_key(b"{}", READ).startswith("quarantine/2026/03/04/")


def test_the_same_records_in_any_order_have_the_same_name() -> None:
    assert events_key(TASK_EVENTS, ["a", "b", "c"], READ) == events_key(TASK_EVENTS, ["c", "a", "b"], READ)


def test_other_records_have_another_name() -> None:
    sets = [["a", "b", "c"], ["a", "c"], ["a", "bc"], ["abc"]]

    assert len({events_key(TASK_EVENTS, ids, READ) for ids in sets}) == len(sets)


def test_an_hour_later_or_in_another_table_it_is_another_object() -> None:
    keys = {
        events_key(table, ["a"], READ + timedelta(hours=hours)) for table in EVENT_TABLES for hours in (0, 1)
    }

    assert len(keys) == 2 * len(EVENT_TABLES)


def test_quarantine_is_named_by_its_content() -> None:
    assert quarantine_key(b"one", READ) == quarantine_key(b"one", READ)
    assert quarantine_key(b"one", READ) != quarantine_key(b"two", READ)
