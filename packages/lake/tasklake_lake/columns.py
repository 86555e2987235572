"""A column of the lake, and how a field of a model becomes one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from types import UnionType
from typing import NamedTuple, Union, get_args, get_origin, get_type_hints

from tasklake.models import personal_fields


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
        added_in: The schema version of its own table that brought it.
    """

    name: str
    type: ColumnType
    comment: str
    added_in: int = 1


class Added(NamedTuple):
    """What a column holds that is not of its table's first schema.

    Attributes:
        version: The schema version of its own table that brought it.
        comment: What it holds, for the analysts' dictionary.
    """

    version: int
    comment: str


type Comments = Mapping[str, str | Added]
"""What each column of a model holds; a plain text for those of the first schema."""


def columns_of(model: type, key: str, comments: Comments) -> tuple[Column, ...]:
    """Return a column for each field of a model that is not personal, `id` under the name `key`.

    Raises:
        KeyError: A field has no comment.
        TypeError: A field has a type that the lake has no column type for.
    """
    personal = personal_fields(model)
    columns: list[Column] = []
    for field, hint in get_type_hints(model, include_extras=True).items():
        if field in personal:
            continue
        name = key if field == "id" else field
        said = comments[name]
        added = said if isinstance(said, Added) else Added(1, said)
        columns.append(Column(name, column_type_of(hint), added.comment, added.version))
    return tuple(columns)


def column_type_of(hint: type) -> ColumnType:
    if get_origin(hint) in (Union, UnionType):
        hint = next(option for option in get_args(hint) if option is not type(None))
    if hint == tuple[str, ...]:
        return ColumnType.STRINGS
    if issubclass(hint, str):
        return ColumnType.STRING
    if issubclass(hint, datetime):
        return ColumnType.TIMESTAMP
    if issubclass(hint, date):
        return ColumnType.DATE
    if issubclass(hint, int):
        return ColumnType.LONG
    raise TypeError(f"no column type stands for {hint}")
