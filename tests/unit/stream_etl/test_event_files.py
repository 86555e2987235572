"""What is written to S3: event files and quarantine, and where."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tasklake.items import item_from_task, item_from_user
from tasklake_lake.event_tables import EVENT_TABLES, TASK_EVENTS, EventTable
from tasklake_stream_etl.batch import read_batch
from tasklake_stream_etl.object_keys import events_key, quarantine_key
from tasklake_stream_etl.parquet import SMALL, parquet_file
from tasklake_stream_etl.quarantine import QuarantinedRecord, json_lines
from tests.unit.stream_etl.parquet_reader import columns_in, compressions_in, dictionaries_in
from tests.unit.stream_etl.table_changes import READ, TASK, USER, change


def file_of(table: EventTable) -> bytes:
    batch = read_batch(
        [
            change(None, item_from_task(replace(TASK, version=1, category="d\u00e9j\u00e0 vu"))),
            change(item_from_task(TASK), None),
            change(None, item_from_user(USER)),
        ],
        READ,
    )
    assert batch.quarantined == []
    return parquet_file(table, batch.rows[table.name])


@pytest.mark.parametrize("table", EVENT_TABLES, ids=lambda table: table.name)
def test_columns_and_types_are_those_the_lake_declares(table: EventTable) -> None:
    declared = [(column.name, column.type.arrow) for column in table.columns]

    assert columns_in(file_of(table)) == [
        (name, "list<element: string>" if arrow == "list<string>" else arrow) for name, arrow in declared
    ]


@pytest.mark.parametrize("table", EVENT_TABLES, ids=lambda table: table.name)
def test_equal_rows_make_equal_bytes(table: EventTable) -> None:
    assert file_of(table) == file_of(table)


@pytest.mark.parametrize("table", EVENT_TABLES, ids=lambda table: table.name)
def test_columns_are_compressed_with_zstd(table: EventTable) -> None:
    assert compressions_in(file_of(table)) == {"ZSTD"}


def test_ids_have_a_dictionary_only_where_they_repeat() -> None:
    ids = {"task_id", "user_id"}
    (row,) = read_batch([change(None, item_from_task(replace(TASK, version=1)))], READ).rows[TASK_EVENTS.name]
    each_once = [(f"task {number}", f"user {number}", *row[2:]) for number in range(SMALL + 1)]

    assert ids <= dictionaries_in(parquet_file(TASK_EVENTS, [row, row]))
    assert ids.isdisjoint(dictionaries_in(parquet_file(TASK_EVENTS, each_once)))


def test_a_small_file_has_a_dictionary_of_users_so_that_a_question_about_one_passes_it_over() -> None:
    (row,) = read_batch([change(None, item_from_task(replace(TASK, version=1)))], READ).rows[TASK_EVENTS.name]
    each_once = [(f"task {number}", f"user {number}", *row[2:]) for number in range(SMALL)]

    assert dictionaries_in(parquet_file(TASK_EVENTS, each_once)) & {"task_id", "user_id"} == {"user_id"}


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


def test_each_record_is_a_line_of_its_reason_and_its_whole_self() -> None:
    first, second = change(None, item_from_task(TASK)), change(item_from_task(TASK), None, sequence=701)

    lines = json_lines([QuarantinedRecord("one", first), QuarantinedRecord("two", second)]).splitlines()

    assert [json.loads(line) for line in lines] == [
        {"reason": "one", "record": first},
        {"reason": "two", "record": second},
    ]


def test_a_text_that_is_not_utf_8_survives() -> None:
    (line,) = json_lines([QuarantinedRecord("odd", {"text": "\ud800"})]).splitlines()

    assert json.loads(line)["record"] == {"text": "\ud800"}
