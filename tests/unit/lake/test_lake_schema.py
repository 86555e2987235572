"""The columns of the lake's tables, spelled out, what may never change about them, and what can never become one."""

from dataclasses import dataclass, make_dataclass
from datetime import datetime
from typing import Annotated

import pytest

from tasklake.models import PERSONAL, Task
from tasklake_lake.columns import Column, ColumnType, columns_of
from tasklake_lake.event_tables import (
    ARRIVAL_HOUR,
    EVENT_TABLES,
    TASK_COMMENTS,
    TASK_EVENTS,
    USER_COMMENTS,
    USER_EVENTS,
    EventTable,
)
from tasklake_lake.iceberg_tables import (
    ICEBERG_TABLES,
    TASK_HISTORY,
    TASK_STATES,
    USER_HISTORY,
    USER_STATES,
    IcebergTable,
    iceberg_columns,
)

TASK = [
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
USER = [
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

every_table = pytest.mark.parametrize("table", [*EVENT_TABLES, *ICEBERG_TABLES], ids=lambda table: table.name)


def columns_of_table(table: EventTable | IcebergTable) -> tuple[Column, ...]:
    return (*table.columns, ARRIVAL_HOUR) if isinstance(table, EventTable) else table.columns


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (TASK_EVENTS, [*TASK, *CHANGE]),
        (USER_EVENTS, [*USER, *CHANGE]),
        (TASK_STATES, [*TASK, *LAST_CHANGE]),
        (TASK_HISTORY, [*TASK, *CHANGE]),
        (USER_STATES, [*USER, *LAST_CHANGE]),
        (USER_HISTORY, [*USER, *CHANGE]),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_table_began_with_these_columns(
    table: EventTable | IcebergTable, columns: list[tuple[str, str]]
) -> None:
    first = [column for column in table.columns if column.added_in == 1]
    assert [(column.name, column.type.iceberg) for column in first] == columns


@pytest.mark.parametrize("table", ICEBERG_TABLES, ids=lambda table: table.name)
def test_columns_that_iceberg_has_numbered_stay_in_their_places(table: IcebergTable) -> None:
    versions = [column.added_in for column in table.columns]
    assert versions == sorted(versions)


def test_a_column_has_one_type_under_four_names() -> None:
    assert {(kind.arrow, kind.glue, kind.iceberg, kind.trino) for kind in ColumnType} == {
        ("string", "string", "string", "varchar"),
        ("list<string>", "array<string>", "list<string>", "array(varchar)"),
        ("int32", "int", "int", "integer"),
        ("int64", "bigint", "long", "bigint"),
        ("date32[day]", "date", "date", "date"),
        ("double", "double", "double", "double"),
        ("timestamp[ms]", "timestamp", "timestamp", "timestamp(3)"),
        ("timestamp[us]", "timestamp", "timestamp", "timestamp(6)"),
    }


@every_table
def test_a_timestamp_has_the_milliseconds_of_events_or_the_microseconds_that_iceberg_keeps(
    table: EventTable | IcebergTable,
) -> None:
    kind = ColumnType.TIMESTAMP if isinstance(table, EventTable) else ColumnType.TIMESTAMP_MICROS
    assert {column.type for column in table.columns if column.type.iceberg == "timestamp"} == {kind}


def test_the_tables_are_these() -> None:
    assert [(table.name, table.entity, table.keys) for table in EVENT_TABLES] == [
        ("task_events", "task", ("user_id", "task_id")),
        ("user_events", "user", ("user_id",)),
    ]
    assert [(table.name, table.events) for table in ICEBERG_TABLES] == [
        ("task_states", TASK_EVENTS),
        ("task_history", TASK_EVENTS),
        ("user_states", USER_EVENTS),
        ("user_history", USER_EVENTS),
    ]


@pytest.mark.parametrize(
    ("table", "column", "transform", "sort_order"),
    [
        (TASK_STATES, "user_id", "bucket[16]", ("user_id", "task_id")),
        (USER_STATES, "user_id", "bucket[16]", ("user_id",)),
        (TASK_HISTORY, "occurred_at", "day", ("task_id", "generation", "created_at", "version")),
        (USER_HISTORY, "occurred_at", "day", ("user_id", "generation", "created_at", "version")),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_states_are_divided_by_owner_and_history_by_day_and_one_key_stands_together(
    table: IcebergTable, column: str, transform: str, sort_order: tuple[str, ...]
) -> None:
    partition = table.partition
    name = f"{column}_{transform.partition('[')[0]}"
    assert (partition.column, partition.transform, partition.name) == (column, transform, name)
    assert table.sort_order == sort_order


@every_table
def test_every_table_and_column_says_what_it_holds(table: EventTable | IcebergTable) -> None:
    assert table.comment.endswith(".")
    assert [column.name for column in columns_of_table(table) if not column.comment.endswith(".")] == []


@every_table
def test_nothing_personal_is_a_column_and_no_name_is_taken_twice(table: EventTable | IcebergTable) -> None:
    names = [column.name for column in columns_of_table(table)]
    assert not {*names} & {"title", "description", "email", "name"}
    assert len(names) == len({*names})


def test_no_comment_outlives_its_column() -> None:
    assert [column.name for column in TASK_EVENTS.state] == list(TASK_COMMENTS)
    assert [column.name for column in USER_EVENTS.state] == list(USER_COMMENTS)


def test_a_column_comes_after_all_older_ones_wherever_it_is_declared() -> None:
    columns = [
        Column("third", ColumnType.STRING, "Added last.", added_in=3),
        Column("first", ColumnType.STRING, "There from the start."),
        Column("late", ColumnType.STRING, "Added second.", added_in=2),
        Column("second", ColumnType.STRING, "There from the start."),
    ]
    assert [column.name for column in iceberg_columns(columns)] == ["first", "second", "late", "third"]


def test_a_field_without_a_comment_is_refused() -> None:
    @dataclass(frozen=True)
    class Reminder(Task):
        remind_at: datetime

    with pytest.raises(KeyError, match="remind_at"):
        columns_of(Reminder, "task_id", TASK_COMMENTS)


@pytest.mark.parametrize("hint", [float, bytes, list[str]], ids=str)
def test_a_field_of_a_type_the_lake_does_not_know_is_refused(hint: type) -> None:
    model = make_dataclass("Priced", [("price", hint)])

    with pytest.raises(TypeError):
        columns_of(model, "id", {"price": "In euros."})


def test_a_personal_field_needs_no_comment_and_makes_no_column() -> None:
    @dataclass
    class Contact:
        id: str
        phone: Annotated[str | None, PERSONAL]

    assert [column.name for column in columns_of(Contact, "contact_id", {"contact_id": "The contact."})] == [
        "contact_id"
    ]


def test_a_mark_inside_a_union_is_refused_not_overlooked() -> None:
    @dataclass
    class Contact:
        phone: Annotated[str, PERSONAL] | None

    with pytest.raises(TypeError):
        columns_of(Contact, "id", {"phone": "The phone."})
