"""Every column of the lake, declared once: the ETL's Arrow schema, the Glue tables and the analysts' dictionary follow it.

The columns that describe a user or a task are derived from the models; fields marked personal never become columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from types import UnionType
from typing import Annotated, Final, Union, get_args, get_origin, get_type_hints

from tasklake.models import PERSONAL, Task, User

SCHEMA_VERSION: Final = 1
"""Grows by 1 with every added column; a row keeps the number it was written with."""

EVENTS_PREFIX: Final = "raw"
"""Folder of the event objects in the lake bucket."""

QUARANTINE_PREFIX: Final = "quarantine"
"""Folder of the records that could not be understood, in the failure bucket."""


class ColumnType(Enum):
    """A type under its four names."""

    STRING = ("string", "string", "string", "varchar")
    STRINGS = ("list<string>", "array<string>", "list<string>", "array(varchar)")
    INTEGER = ("int32", "int", "int", "integer")
    LONG = ("int64", "bigint", "long", "bigint")
    DATE = ("date32[day]", "date", "date", "date")
    DOUBLE = ("double", "double", "double", "double")
    TIMESTAMP = ("timestamp[ms]", "timestamp", "timestamp", "timestamp(3)")
    TIMESTAMP_MICROS = ("timestamp[us]", "timestamp", "timestamp", "timestamp(6)")

    def __init__(self, arrow: str, glue: str, iceberg: str, trino: str) -> None:
        self.arrow = arrow
        self.glue = glue
        self.iceberg = iceberg
        self.trino = trino


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table or view.

    Attributes:
        name: In lower case, as Athena writes it.
        type: The same in every engine.
        comment: What it holds, for the analysts' dictionary.
        added_in: The SCHEMA_VERSION that brought it.
    """

    name: str
    type: ColumnType
    comment: str
    added_in: int = 1


@dataclass(frozen=True, slots=True)
class EventTable:
    """One row for each change of an entity, at least once, in Parquet.

    Attributes:
        name: The Glue table, and the folder of its objects.
        entity: The kind of item whose changes it holds.
        key: The column that identifies the item.
        state: The columns that hold the item after the change; for a delete, before it.
        columns: All columns of the files, in their order.
        comment: What the table is, for the analysts' dictionary.
    """

    name: str
    entity: str
    key: str
    state: tuple[Column, ...]
    columns: tuple[Column, ...]
    comment: str


PARTITION_COLUMNS: Final = (
    Column(
        "dt",
        ColumnType.STRING,
        "UTC date of the batch that carried the change, YYYY-MM-DD; not the change's own.",
    ),
    Column("hour", ColumnType.INTEGER, "UTC hour of the batch that carried the change, 0 to 23."),
)

CHANGE_COLUMNS: Final = (
    Column("op", ColumnType.STRING, "What happened: insert, update or delete."),
    Column(
        "occurred_at",
        ColumnType.TIMESTAMP,
        "When the change was made, UTC; a delete's time is known to the second.",
    ),
    Column("previous_status", ColumnType.STRING, "Status before the change; null for an insert."),
    Column(
        "changed",
        ColumnType.STRINGS,
        "Names of the fields that an insert gave a value or an update set, moved or cleared; empty for a delete.",
    ),
    Column(
        "sequence",
        ColumnType.STRING,
        "Stream sequence number: where the row came from, not an order across sources.",
    ),
    Column("schema_version", ColumnType.INTEGER, "Version of this schema that the row was written with."),
)

TASK_COMMENTS: Final = {
    "task_id": "The task, a UUIDv7.",
    "user_id": "Pseudonymous id of the owner.",
    "status": "pending, in_progress, completed or cancelled.",
    "priority": "low, medium, high or urgent.",
    "category": "Free label of up to 50 characters; null where none is set.",
    "due_date": "Day the task is due; null where none is set.",
    "created_at": "When the task was created, UTC.",
    "updated_at": "When the task was last written, UTC.",
    "completed_at": "When the task became completed, UTC; null in any other status.",
    "version": "1 at creation and 1 more with every write; a delete counts as one. Orders changes after created_at.",
    "request_id": "API request that wrote this version; for a delete, the one that wrote the version deleted.",
}

USER_COMMENTS: Final = {
    "user_id": "Pseudonymous id of the user.",
    "status": "active or erasing.",
    "created_at": "When the profile was created, UTC.",
    "updated_at": "When the profile was last written, UTC.",
    "version": "1 at creation and 1 more with every write; a delete counts as one. Orders changes after created_at.",
    "request_id": "API request that wrote this version; for a delete, the one that wrote the version deleted.",
}


ADDED_IN: Final[Mapping[str, int]] = {}
"""The schema version of each column of a model that is not of the first."""


def columns_of(model: type, key: str, comments: Mapping[str, str]) -> tuple[Column, ...]:
    """Return a column for each field of a model that is not personal, `id` under the name `key`.

    Raises:
        KeyError: A field has no comment.
        TypeError: A field has a type that the lake has no column type for.
    """
    columns: list[Column] = []
    for field, hint in get_type_hints(model, include_extras=True).items():
        if get_origin(hint) is Annotated and PERSONAL in hint.__metadata__:
            continue
        name = key if field == "id" else field
        columns.append(Column(name, column_type_of(hint), comments[name], ADDED_IN.get(name, 1)))
    return tuple(columns)


def column_type_of(hint: type) -> ColumnType:
    if get_origin(hint) in (Union, UnionType):
        hint = next(option for option in get_args(hint) if option is not type(None))
    if issubclass(hint, str):
        return ColumnType.STRING
    if issubclass(hint, datetime):
        return ColumnType.TIMESTAMP
    if issubclass(hint, date):
        return ColumnType.DATE
    if issubclass(hint, int):
        return ColumnType.LONG
    raise TypeError(f"no column type stands for {hint}")


def event_table(entity: str, model: type, comments: Mapping[str, str]) -> EventTable:
    state = columns_of(model, f"{entity}_id", comments)
    return EventTable(
        name=f"{entity}_events",
        entity=entity,
        key=f"{entity}_id",
        state=state,
        columns=(*state, *CHANGE_COLUMNS),
        comment=f"Every change of every {entity}, at least once; delivery may repeat a row.",
    )


TASK_EVENTS: Final = event_table("task", Task, TASK_COMMENTS)
USER_EVENTS: Final = event_table("user", User, USER_COMMENTS)
EVENT_TABLES: Final = (TASK_EVENTS, USER_EVENTS)
