"""Rows of an event table as one Parquet file."""

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Final

from arro3.io import write_parquet

from tasklake_lake.columns import ColumnType
from tasklake_lake.event_tables import EventTable
from tasklake_stream_etl.arrow_schema import record_batch
from tasklake_stream_etl.rows import Row

if TYPE_CHECKING:
    from arro3.io._parquet import ParquetColumnPath, ParquetEncoding  # pyright: ignore[reportMissingModuleSource]  # stubs alone

CONTENT_TYPE: Final = "application/vnd.apache.parquet"

# Higher levels take longer and, on columns that are mostly random ids, save nothing.
COMPRESSION: Final = "zstd(1)"

UNIQUE: Final = ("request_id", "sequence")
"""Columns whose values hardly ever repeat; the table's key is a third one."""


def parquet_file(table: EventTable, rows: Sequence[Row]) -> bytes:
    """Return a Parquet file of rows, at least one; equal rows make equal bytes."""
    times = [column.name for column in table.columns if column.type is ColumnType.TIMESTAMP]
    encodings: dict[ParquetColumnPath, ParquetEncoding] = {
        **dict.fromkeys((table.key, *UNIQUE), "delta_byte_array"),
        **dict.fromkeys(times, "delta_binary_packed"),
    }
    file = BytesIO()
    write_parquet(
        record_batch(table, rows),
        file,
        compression=COMPRESSION,
        column_encoding=encodings,
        # A dictionary of what does not repeat only adds the places in it.
        column_dictionary_enabled=dict.fromkeys(encodings, False),
        skip_arrow_metadata=True,
    )
    return file.getvalue()
