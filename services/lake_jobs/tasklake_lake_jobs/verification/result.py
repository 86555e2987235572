"""A comparison as rows of `lake_quality`, and their way into the lake."""

from collections import Counter
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final

import pyarrow as pa
from pyarrow import parquet

from tasklake_lake.columns import ColumnType
from tasklake_lake.quality import LAKE_QUALITY, QUALITY_PREFIX
from tasklake_operations.verification import ENTITIES, Comparison

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

ARROW_TYPES: Final = {
    ColumnType.STRING: pa.string(),
    ColumnType.LONG: pa.int64(),
    ColumnType.DOUBLE: pa.float64(),
    ColumnType.TIMESTAMP: pa.timestamp("ms"),
}
SCHEMA: Final = pa.schema(
    [pa.field(column.name, ARROW_TYPES[column.type]) for column in LAKE_QUALITY.columns]
)


def quality_rows(comparison: Comparison, checked_at: datetime) -> pa.Table:
    """Return a row for each kind of item.

    Args:
        comparison: Finished.
        checked_at: When it began, UTC.
    """
    rows: list[dict[str, object]] = []
    for entity in ENTITIES:
        kinds = Counter(each.kind for each in comparison.differences if each.entity == entity.name)
        rows.append(
            {
                "checked_at": checked_at.replace(tzinfo=None),
                "entity": entity.name,
                "table_items": comparison.items[entity.view],
                "lake_rows": comparison.rows[entity.view],
                "changes": comparison.changes[entity.view],
                "differences": kinds.total(),
                "kinds": ", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items())) or None,
                "seconds": comparison.seconds,
                "waited_seconds": comparison.waited_seconds,
            }
        )
    return pa.Table.from_pylist(rows, SCHEMA)


def store(rows: pa.Table, s3: "S3Client", bucket: str, checked_at: datetime) -> None:
    """Write the rows of a run as one object.

    Raises:
        ClientError: botocore's; S3 refused it.
        BotoCoreError: botocore's; S3 could not be reached.
    """
    file = BytesIO()
    parquet.write_table(rows, file)  # pyright: ignore[reportUnknownMemberType]  # its keyword arguments have no types
    key = f"{QUALITY_PREFIX}/{checked_at:%Y%m%dT%H%M%S}Z.parquet"
    s3.put_object(Bucket=bucket, Key=key, Body=file.getvalue())
