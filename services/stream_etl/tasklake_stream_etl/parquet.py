"""Rows of an event table as one Parquet file."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from arro3.io import write_parquet

from tasklake_lake.event_tables import EventTable
from tasklake_stream_etl.arrow_schema import record_batch
from tasklake_stream_etl.rows import Row

CONTENT_TYPE: Final = "application/vnd.apache.parquet"

# Higher levels take longer and, on columns that are mostly random ids, save nothing.
COMPRESSION: Final = "zstd(1)"


def parquet_file(table: EventTable, rows: Sequence[Row]) -> bytes:
    """Return a Parquet file of rows, at least one; equal rows make equal bytes."""
    file = BytesIO()
    write_parquet(record_batch(table, rows), file, compression=COMPRESSION, skip_arrow_metadata=True)
    return file.getvalue()
