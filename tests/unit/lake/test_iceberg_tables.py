"""The columns of the Iceberg tables, spelled out, and what may never change about them."""

import pytest

from tasklake_lake.columns import Column, ColumnType
from tasklake_lake.event_tables import TASK_EVENTS, USER_EVENTS
from tasklake_lake.iceberg_tables import (
    ICEBERG_TABLES,
    TASK_HISTORY,
    TASK_STATES,
    USER_HISTORY,
    USER_STATES,
    IcebergTable,
    iceberg_columns,
)

TASK_COLUMNS = [
    ("task_id", "string"),
    ("user_id", "string"),
    ("status", "string"),
    ("priority", "string"),
    ("category", "string"),
    ("due_date", "date"),
    ("created_at", "timestamp"),
    ("updated_at", "timestamp"),
    ("completed_at", "timestamp"),
    ("version", "long"),
    ("generation", "long"),
    ("request_id", "string"),
]
USER_COLUMNS = [
    ("user_id", "string"),
    ("status", "string"),
    ("created_at", "timestamp"),
    ("updated_at", "timestamp"),
    ("version", "long"),
    ("generation", "long"),
    ("request_id", "string"),
]
LAST_CHANGE = [("op", "string"), ("occurred_at", "timestamp"), ("ingested_at", "timestamp")]
CHANGE = [
    ("op", "string"),
    ("occurred_at", "timestamp"),
    ("previous_status", "string"),
    ("changed", "list<string>"),
    ("sequence", "string"),
    ("schema_version", "int"),
    ("ingested_at", "timestamp"),
]


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (TASK_STATES, [*TASK_COLUMNS, *LAST_CHANGE]),
        (TASK_HISTORY, [*TASK_COLUMNS, *CHANGE]),
        (USER_STATES, [*USER_COLUMNS, *LAST_CHANGE]),
        (USER_HISTORY, [*USER_COLUMNS, *CHANGE]),
    ],
    ids=lambda value: value.name if isinstance(value, IcebergTable) else "",
)
def test_a_table_began_with_these_columns(table: IcebergTable, columns: list[tuple[str, str]]) -> None:
    first = [column for column in table.columns if column.added_in == 1]
    assert [(column.name, column.type.iceberg) for column in first] == columns
    assert table.columns[: len(first)] == tuple(first)


def test_the_tables_are_these() -> None:
    assert [(table.name, table.events) for table in ICEBERG_TABLES] == [
        ("task_states", TASK_EVENTS),
        ("task_history", TASK_EVENTS),
        ("user_states", USER_EVENTS),
        ("user_history", USER_EVENTS),
    ]


@pytest.mark.parametrize(
    ("table", "column", "transform", "name"),
    [
        (TASK_STATES, "user_id", "bucket[16]", "user_id_bucket"),
        (USER_STATES, "user_id", "bucket[16]", "user_id_bucket"),
        (TASK_HISTORY, "occurred_at", "day", "occurred_at_day"),
        (USER_HISTORY, "occurred_at", "day", "occurred_at_day"),
    ],
    ids=lambda value: value.name if isinstance(value, IcebergTable) else "",
)
def test_states_are_divided_by_owner_and_history_by_day(
    table: IcebergTable, column: str, transform: str, name: str
) -> None:
    partition = table.partition
    assert (partition.column, partition.transform, partition.name) == (column, transform, name)


def test_files_are_sorted_so_that_one_key_stands_together() -> None:
    assert TASK_STATES.sort_order == ("user_id", "task_id")
    assert TASK_HISTORY.sort_order == ("task_id", "generation", "created_at", "version")
    assert USER_STATES.sort_order == ("user_id",)
    assert USER_HISTORY.sort_order == ("user_id", "generation", "created_at", "version")


@pytest.mark.parametrize("table", ICEBERG_TABLES, ids=lambda table: table.name)
def test_every_timestamp_is_in_the_microseconds_that_iceberg_keeps(table: IcebergTable) -> None:
    timestamps = {column.type for column in table.columns if column.type.iceberg == "timestamp"}
    assert timestamps == {ColumnType.TIMESTAMP_MICROS}


@pytest.mark.parametrize("table", ICEBERG_TABLES, ids=lambda table: table.name)
def test_every_table_and_column_says_what_it_holds(table: IcebergTable) -> None:
    assert table.comment.endswith(".")
    for column in table.columns:
        assert column.comment.endswith("."), column.name


@pytest.mark.parametrize("table", ICEBERG_TABLES, ids=lambda table: table.name)
def test_nothing_personal_is_a_column(table: IcebergTable) -> None:
    assert not {column.name for column in table.columns} & {"title", "description", "email", "name"}


def test_a_column_comes_after_all_older_ones_wherever_it_is_declared() -> None:
    columns = [
        Column("third", ColumnType.STRING, "Added last.", added_in=3),
        Column("first", ColumnType.STRING, "There from the start."),
        Column("late", ColumnType.STRING, "Added second.", added_in=2),
        Column("second", ColumnType.STRING, "There from the start."),
    ]
    assert [column.name for column in iceberg_columns(columns)] == ["first", "second", "late", "third"]
