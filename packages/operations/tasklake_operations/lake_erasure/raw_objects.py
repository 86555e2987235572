"""The event objects, of which one may hold rows of many users.

A rewritten object keeps its key: the name is that of the records that came in it, nothing else has it, and nobody reads it
(ADR-011). It is replaced by one PUT, so a reader finds all rows of the others at any time, and another writer's version is
never overwritten.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from botocore.exceptions import ClientError

from tasklake_lake.event_tables import (
    ARRIVAL_HOUR,
    ARRIVAL_HOUR_FORMAT,
    EVENT_TABLES,
    EVENTS_PREFIX,
    OWNER,
)

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

CONTENT_TYPE: Final = "application/vnd.apache.parquet"
OVERWRITTEN: Final = frozenset({"PreconditionFailed", "ConditionalRequestConflict"})


@dataclass(frozen=True, slots=True)
class RawObjects:
    """Those of a lake; may be shared by threads."""

    s3: "S3Client"
    bucket: str

    def take_out(self, key: str, user_ids: Collection[str]) -> None:
        """Rewrite an object without the rows of some users; one that has no others goes.

        Raises:
            ClientError: botocore's; a request was refused.
        """
        while True:
            try:
                found = self.s3.get_object(Bucket=self.bucket, Key=key)
            except self.s3.exceptions.NoSuchKey:
                return
            # Not by its declared schema: an older file keeps the columns that it has.
            rows = pq.read_table(BytesIO(found["Body"].read()))  # pyright: ignore[reportUnknownMemberType]  # its stubs leave options untyped
            kept = rows.filter(~pc.field(OWNER).isin(sorted(user_ids)))  # pyright: ignore[reportUnknownMemberType]  # see above
            if kept.num_rows == rows.num_rows:
                return
            if not kept.num_rows:
                self.s3.delete_object(Bucket=self.bucket, Key=key)
                return
            if self._replace(key, kept, found["ETag"]):
                return

    def _replace(self, key: str, rows: pa.Table, etag: str) -> bool:
        file = BytesIO()
        pq.write_table(rows, file, compression="zstd", store_schema=False)  # pyright: ignore[reportUnknownMemberType]  # see above
        try:
            self.s3.put_object(
                Bucket=self.bucket, Key=key, Body=file.getvalue(), ContentType=CONTENT_TYPE, IfMatch=etag
            )
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in OVERWRITTEN:
                return False
            raise
        return True

    def expire(self, now: datetime, days: int) -> int:
        """Delete the objects of hours that no table reaches any more, and return how many there were.

        S3 counts the days of an object from its last PUT, so one that was rewritten would stay for as long again.
        """
        oldest = f"{ARRIVAL_HOUR.name}={now - timedelta(days + 1):{ARRIVAL_HOUR_FORMAT}}"
        deleted = 0
        for table in EVENT_TABLES:
            prefix = f"{EVENTS_PREFIX}/{table.name}/"
            for page in self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix):
                keys = [found.get("Key", "") for found in page.get("Contents", [])]
                expired = [key for key in keys if key < f"{prefix}{oldest}"]
                for key in expired:
                    self.s3.delete_object(Bucket=self.bucket, Key=key)
                deleted += len(expired)
                if len(expired) < len(keys):
                    break
        return deleted
