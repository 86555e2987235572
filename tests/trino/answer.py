"""What an engine answers, in one form for both engines: Trino's names of types, Python's values."""

import re
from dataclasses import dataclass
from typing import Any, Final, Self

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer; `type` is Trino's name for it."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Answer:
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]

    @classmethod
    def of(cls, table: pa.Table) -> Self:
        """Return the answer that an Arrow table is."""
        kinds = zip(table.schema.names, map(str, table.schema.types), strict=True)
        values = (column.to_pylist() for column in table.columns)
        return cls(
            tuple(Column(name, trino_type(kind)) for name, kind in kinds), tuple(zip(*values, strict=True))
        )


_TRINO_TYPES: Final = {
    "bool": "boolean",
    "string": "varchar",
    "large_string": "varchar",
    "int8": "tinyint",
    "int16": "smallint",
    "int32": "integer",
    "int64": "bigint",
    "float": "real",
    "double": "double",
    "date32[day]": "date",
    "timestamp[s]": "timestamp(0)",
    "timestamp[ms]": "timestamp(3)",
    "timestamp[us]": "timestamp(6)",
    "timestamp[ns]": "timestamp(9)",
}
_DECIMAL: Final = re.compile(r"decimal128\((\d+), (\d+)\)")
_LIST: Final = re.compile(r"list<\w+: (.+)>")
_ZONE: Final = re.compile(r", tz=[^]]+")


def trino_type(arrow: str) -> str:
    """Return Trino's name for an Arrow type.

    Raises:
        KeyError: It has none, or none that the lake uses.
    """
    if decimal := _DECIMAL.fullmatch(arrow):
        return f"decimal({decimal[1]}, {decimal[2]})"
    if elements := _LIST.fullmatch(arrow):
        return f"array({trino_type(elements[1])})"
    if _ZONE.search(arrow):
        return f"{_TRINO_TYPES[_ZONE.sub('', arrow)]} with time zone"
    return _TRINO_TYPES[arrow]


def without_length(kind: str) -> str:
    """Return the name of a type without the lengths of texts, which only Trino tells: varchar(3) is varchar."""
    return re.sub(r"\b(?:var)?char\(\d+\)", "varchar", kind)
