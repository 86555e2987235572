from dataclasses import replace
from datetime import UTC, date

import pytest

from tasklake.items import item_from_task, item_from_user
from tasklake_lake.event_tables import EVENT_TABLES, TASK_EVENTS, EventTable
from tasklake_stream_etl.batch import read_batch
from tasklake_stream_etl.parquet import parquet_file
from tests.unit.stream_etl.parquet_reader import columns_in, compressions_in, dictionaries_in, rows_in
from tests.unit.stream_etl.table_changes import CREATED, READ, TASK, USER, change


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


def test_values_come_back_as_they_were() -> None:
    insert, delete = rows_in(file_of(TASK_EVENTS))

    assert insert["category"] == "d\u00e9j\u00e0 vu"
    assert insert["due_date"] == date(2026, 3, 9)
    assert insert["created_at"].replace(tzinfo=UTC) == CREATED
    assert insert["completed_at"] is None
    assert insert["changed"][:2] == ["title", "description"]
    assert delete["changed"] == []
    assert delete["version"] == 4


@pytest.mark.parametrize("table", EVENT_TABLES, ids=lambda table: table.name)
def test_equal_rows_make_equal_bytes(table: EventTable) -> None:
    assert file_of(table) == file_of(table)


@pytest.mark.parametrize("table", EVENT_TABLES, ids=lambda table: table.name)
def test_columns_are_compressed_with_zstd(table: EventTable) -> None:
    assert compressions_in(file_of(table)) == {"ZSTD"}


def test_ids_have_a_dictionary_only_where_they_repeat() -> None:
    ids = {"task_id", "user_id"}
    changes = [change(None, item_from_task(replace(TASK, version=1)))]
    (row,) = read_batch(changes, READ).rows[TASK_EVENTS.name]
    each_once = [(f"task {number}", f"user {number}", *row[2:]) for number in range(3)]

    assert ids <= dictionaries_in(parquet_file(TASK_EVENTS, [row, row]))
    assert ids.isdisjoint(dictionaries_in(parquet_file(TASK_EVENTS, each_once)))
