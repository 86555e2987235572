"""Rows of an event table as one Parquet file."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Final

from arro3.io import write_parquet

from tasklake_lake.columns import ColumnType
from tasklake_lake.event_tables import OWNER, EventTable
from tasklake_stream_etl.arrow_schema import record_batch
from tasklake_stream_etl.rows import Row

if TYPE_CHECKING:
    from arro3.io._parquet import ParquetColumnPath, ParquetEncoding  # pyright: ignore[reportMissingModuleSource]  # stubs alone

CONTENT_TYPE: Final = "application/vnd.apache.parquet"

# Higher levels take longer and, on columns that are mostly random ids, save nothing.
COMPRESSION: Final = "zstd(1)"

ENCODINGS: Final[Mapping[str, "ParquetEncoding"]] = {
    # It begins with its time, so neighbours share that.
    "task_id": "delta_byte_array",
    "user_id": "delta_length_byte_array",
    "request_id": "delta_length_byte_array",
    "sequence": "delta_byte_array",
}
"""Those of texts that hardly repeat: a dictionary would only add the places in it."""

OFTEN_REPEATED: Final = ("task_id", "user_id")
"""Those of them that do in some batches, where a dictionary is smaller."""

SMALL: Final = 256
"""Rows up to which a dictionary of users makes a file 3 % larger at most; by it a question about one user passes the file over."""


def parquet_file(table: EventTable, rows: Sequence[Row]) -> bytes:
    """Return a Parquet file of rows, at least one; equal rows make equal bytes."""
    encodings: dict[ParquetColumnPath, ParquetEncoding] = {}
    for place, column in enumerate(table.columns):
        if column.type is ColumnType.TIMESTAMP:
            encodings[column.name] = "delta_binary_packed"
        elif column.name in ENCODINGS and not has_dictionary(column.name, rows, place):
            encodings[column.name] = ENCODINGS[column.name]
    file = BytesIO()
    write_parquet(
        record_batch(table, rows),
        file,
        compression=COMPRESSION,
        column_encoding=encodings,
        column_dictionary_enabled=dict.fromkeys(encodings, False),
        skip_arrow_metadata=True,
    )
    return file.getvalue()


def has_dictionary(name: str, rows: Sequence[Row], place: int) -> bool:
    """Whether a column of ENCODINGS has one all the same: its values stand in two rows or more on average, or are few users."""
    if name == OWNER and len(rows) <= SMALL:
        return True
    return name in OFTEN_REPEATED and 2 * len({row[place] for row in rows}) <= len(rows)
