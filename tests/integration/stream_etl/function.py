"""The function as Lambda runs it, over S3 as moto keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tests.integration.functions import Function
from tests.unit.stream_etl.table_changes import READ, Record

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


@dataclass
class StreamEtlFunction(Function):
    """An execution environment of the function, with the buckets `lake` and `failures` and a clock that stands."""

    s3: "S3Client"
    now: datetime = READ

    def invoke(self, records: Sequence[Record]) -> object:
        return self.handle({"Records": records})

    def objects(self, bucket: str) -> dict[str, bytes]:
        listed = self.s3.list_objects_v2(Bucket=bucket).get("Contents", [])
        keys = [each.get("Key", "") for each in listed]
        return {key: self.s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}
