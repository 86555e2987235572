"""Rows of an event table as Arrow: its schema, and the arrays of its columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Any, Final

from arro3.core import Array, DataType, Field, RecordBatch, Schema, list_array

from tasklake_lake.event_tables import EventTable
from tasklake_stream_etl.rows import Row


@dataclass(frozen=True, slots=True)
class ArrowType:
    """A column's type, and how an array of it is made from the column's values."""

    type: DataType
    array: Callable[[Sequence[Any]], Array]


def plain(type_: DataType) -> ArrowType:
    return ArrowType(type_, lambda values: Array(values, type_))


def since_epoch(type_: DataType, storage: DataType) -> ArrowType:
    """Return a type whose values are counts since the epoch, which arro3 makes from their storage type alone."""
    return ArrowType(type_, lambda values: Array(values, storage).cast(type_))


def strings() -> ArrowType:
    # The name that the Parquet format gives to the field inside a list.
    type_ = DataType.list(Field("element", DataType.string(), nullable=True))

    def lists(values: Sequence[Sequence[str] | None]) -> Array:
        """Make each list once: few of a batch differ."""
        keys = [None if value is None else tuple(value) for value in values]
        places = {key: place for place, key in enumerate(dict.fromkeys(keys))}
        filled = [value or () for value in places]
        offsets = Array(list(accumulate(map(len, filled), initial=0)), DataType.int32())
        elements = Array(list(chain.from_iterable(filled)), DataType.string())
        nulls = Array([value is None for value in places], DataType.bool())
        distinct = list_array(offsets, elements, type=type_, mask=nulls)
        return distinct.take(Array([places[key] for key in keys], DataType.uint32()))

    return ArrowType(type_, lists)


ARROW_TYPES: Final = {
    "string": plain(DataType.string()),
    "list<string>": strings(),
    "int32": plain(DataType.int32()),
    "int64": plain(DataType.int64()),
    "date32[day]": since_epoch(DataType.date32(), DataType.int32()),
    "timestamp[ms]": since_epoch(DataType.timestamp("ms"), DataType.int64()),
}


def record_batch(table: EventTable, rows: Sequence[Row]) -> RecordBatch:
    """Return rows, at least one, as columns of the types that the table declares."""
    types = [ARROW_TYPES[column.type.arrow] for column in table.columns]
    fields = [
        Field(column.name, arrow.type, nullable=True)
        for column, arrow in zip(table.columns, types, strict=True)
    ]
    columns = zip(*rows, strict=True)
    arrays = [arrow.array(values) for arrow, values in zip(types, columns, strict=True)]
    return RecordBatch.from_arrays(arrays, schema=Schema(fields))
