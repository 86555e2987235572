"""The columns of the event tables, spelled out, and what can never become one."""

from dataclasses import dataclass, make_dataclass
from datetime import datetime
from typing import Annotated

import pytest

from tasklake.models import PERSONAL, Task
from tasklake_lake.columns import ColumnType, columns_of
from tasklake_lake.event_tables import (
    ARRIVAL_HOUR,
    EVENT_TABLES,
    TASK_COMMENTS,
    TASK_EVENTS,
    USER_COMMENTS,
    USER_EVENTS,
    EventTable,
)

CHANGE_COLUMNS = [
    ("op", "string"),
    ("occurred_at", "timestamp"),
    ("previous_status", "string"),
    ("changed", "array<string>"),
    ("sequence", "string"),
    ("schema_version", "int"),
    ("ingested_at", "timestamp"),
]


def glue_columns(table: EventTable) -> list[tuple[str, str]]:
    """Return the columns of the first schema: files that are written have them."""
    return [(column.name, column.type.glue) for column in table.columns if column.added_in == 1]


def test_the_first_task_events_had_these_columns() -> None:
    assert (TASK_EVENTS.name, TASK_EVENTS.entity) == ("task_events", "task")
    assert (TASK_EVENTS.key, TASK_EVENTS.keys) == ("task_id", ("user_id", "task_id"))
    assert glue_columns(TASK_EVENTS) == [
        ("task_id", "string"),
        ("user_id", "string"),
        ("status", "string"),
        ("priority", "string"),
        ("category", "string"),
        ("due_date", "date"),
        ("created_at", "timestamp"),
        ("updated_at", "timestamp"),
        ("completed_at", "timestamp"),
        ("version", "bigint"),
        ("generation", "bigint"),
        ("request_id", "string"),
        *CHANGE_COLUMNS,
    ]


def test_the_first_user_events_had_these_columns() -> None:
    assert (USER_EVENTS.name, USER_EVENTS.entity) == ("user_events", "user")
    assert (USER_EVENTS.key, USER_EVENTS.keys) == ("user_id", ("user_id",))
    assert glue_columns(USER_EVENTS) == [
        ("user_id", "string"),
        ("status", "string"),
        ("created_at", "timestamp"),
        ("updated_at", "timestamp"),
        ("version", "bigint"),
        ("generation", "bigint"),
        ("request_id", "string"),
        *CHANGE_COLUMNS,
    ]


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


@pytest.mark.parametrize("table", EVENT_TABLES, ids=lambda table: table.name)
def test_nothing_personal_is_a_column(table: EventTable) -> None:
    names = {column.name for column in (*table.columns, ARRIVAL_HOUR)}

    assert not names & {"title", "description", "email", "name"}


@pytest.mark.parametrize("table", EVENT_TABLES, ids=lambda table: table.name)
def test_every_column_says_what_it_holds(table: EventTable) -> None:
    assert table.comment
    for column in (*table.columns, ARRIVAL_HOUR):
        assert column.comment.endswith("."), column.name


@pytest.mark.parametrize("table", EVENT_TABLES, ids=lambda table: table.name)
def test_no_name_is_taken_twice(table: EventTable) -> None:
    names = [column.name for column in (*table.columns, ARRIVAL_HOUR)]

    assert len(names) == len(set(names))


def test_no_comment_outlives_its_column() -> None:
    assert [column.name for column in TASK_EVENTS.state] == list(TASK_COMMENTS)
    assert [column.name for column in USER_EVENTS.state] == list(USER_COMMENTS)


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
