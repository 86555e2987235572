"""Objects of the event tables that a repair writes, in the form of those that the ETL writes."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.parquet as pq

from tasklake_lake.columns import ColumnType
from tasklake_lake.event_tables import ARRIVAL_HOUR, ARRIVAL_HOUR_FORMAT, EVENTS_PREFIX, EventTable
from tasklake_operations.verification.looks import Row

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

CONTENT_TYPE: Final = "application/vnd.apache.parquet"

ARROW_TYPES: Final[Mapping[ColumnType, pa.DataType]] = {
    ColumnType.STRING: pa.string(),
    # The field inside a list has the name that the Parquet format gives to it.
    ColumnType.STRINGS: pa.list_(pa.field("element", pa.string())),
    ColumnType.INTEGER: pa.int32(),
    ColumnType.LONG: pa.int64(),
    ColumnType.DATE: pa.date32(),
    ColumnType.TIMESTAMP: pa.timestamp("ms"),
}


def put_rows(s3: "S3Client", bucket: str, table: EventTable, rows: Sequence[Row], now: datetime) -> str:
    """Write rows, at least one, below the hour of their arrival, and return the key of their object.

    Args:
        s3: Where the bucket is.
        bucket: The lake's.
        table: The event table that gets them.
        rows: Each with a value for every column of the table.
        now: The time, UTC.

    Raises:
        ClientError: botocore's; the bucket refused the object.
    """
    content = parquet_file(table, rows)
    hour = f"{ARRIVAL_HOUR.name}={now.astimezone(UTC):{ARRIVAL_HOUR_FORMAT}}"
    key = f"{EVENTS_PREFIX}/{table.name}/{hour}/{sha256(content).hexdigest()[:32]}.parquet"
    s3.put_object(Bucket=bucket, Key=key, Body=content, ContentType=CONTENT_TYPE)
    return key


def parquet_file(table: EventTable, rows: Sequence[Row]) -> bytes:
    schema = pa.schema([pa.field(column.name, ARROW_TYPES[column.type]) for column in table.columns])
    file = BytesIO()
    batch = pa.Table.from_pylist([dict(row) for row in rows], schema=schema)
    pq.write_table(batch, file, compression="zstd", store_schema=False)  # pyright: ignore[reportUnknownMemberType]  # its stubs leave options untyped
    return file.getvalue()
