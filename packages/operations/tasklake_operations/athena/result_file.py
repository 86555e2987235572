"""The rows that Athena answers with, typed by its own description of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import pyarrow as pa
from pyarrow import csv

from tasklake_operations.errors import OperationError

if TYPE_CHECKING:
    from botocore.response import StreamingBody
    from types_boto3_athena.type_defs import ColumnInfoTypeDef, RowTypeDef


class UnreadableResultError(OperationError):
    """Athena's answer has a value that its type has not here."""


ARROW_TYPES: Final[Mapping[str, pa.DataType]] = {
    "boolean": pa.bool_(),
    "tinyint": pa.int8(),
    "smallint": pa.int16(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "float": pa.float32(),
    "double": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
}
"""Any other type stays the text that Athena makes of it: an array's elements come without quotes, so it cannot be read
back, and a zoned timestamp names its zone."""


def schema_of(columns: Sequence["ColumnInfoTypeDef"]) -> pa.Schema:
    """Return the schema of a result's rows; columns may share a name."""
    return pa.schema([pa.field(column["Name"], arrow_type(column)) for column in columns])


def arrow_type(column: "ColumnInfoTypeDef") -> pa.DataType:
    if column["Type"] == "decimal":
        return pa.decimal128(column.get("Precision", 38), column.get("Scale", 0))
    return ARROW_TYPES.get(column["Type"], pa.string())


def csv_batches(file: "StreamingBody", schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a result file as it is read; pyarrow reads at most 32 blocks of 1 MiB ahead.

    An empty field is NULL, a quoted empty one is an empty text, and an empty line is a row of one NULL.

    Raises:
        UnreadableResultError: A value is none of its type, as a date after the year 9999.
    """
    # Numbered, since Athena lets columns share a name and a mapping of types does not.
    numbers = [str(number) for number in range(len(schema))]
    try:
        with csv.open_csv(
            file,  # pyright: ignore[reportArgumentType]  # pyarrow reads anything that has read() and closed
            read_options=csv.ReadOptions(column_names=numbers, skip_rows_after_names=1),
            parse_options=csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
            convert_options=csv.ConvertOptions(
                column_types=dict(zip(numbers, schema.types, strict=True)),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        ) as reader:
            for batch in reader:
                yield batch.rename_columns(schema.names)
    except pa.ArrowInvalid as error:
        raise UnreadableResultError(
            f"The result has a value that cannot be read here; ask for it with CAST(... AS varchar). {error}"
        ) from error


def text_batches(rows: Sequence["RowTypeDef"], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Yield the rows of one page of GetQueryResults, all columns of which are text."""
    if rows:
        values = [[value.get("VarCharValue") for value in row.get("Data", [])] for row in rows]
        columns = [pa.array(column, pa.string()) for column in zip(*values, strict=True)]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)  # pyright: ignore[reportUnknownMemberType]  # see above
