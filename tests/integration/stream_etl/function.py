"""The function as Lambda runs it, over S3 as moto keeps it."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType
from typing import TYPE_CHECKING, Any

from tests.unit.stream_etl.table_changes import READ, Record

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


@dataclass(frozen=True)
class Context:
    function_name: str = "stream-etl"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:000000000000:function:stream-etl"
    aws_request_id: str = "request-1"


@dataclass
class StreamEtlFunction:
    """An execution environment of the function, with the buckets `lake` and `failures` and a clock that stands."""

    module: ModuleType
    s3: "S3Client"
    log: io.StringIO
    now: datetime = READ

    def invoke(self, records: Sequence[Record]) -> object:
        event = json.loads(json.dumps({"Records": records}))
        return self.module.handler(event, Context())

    def objects(self, bucket: str) -> dict[str, bytes]:
        listed = self.s3.list_objects_v2(Bucket=bucket).get("Contents", [])
        keys = [each.get("Key", "") for each in listed]
        return {key: self.s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}

    def log_lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.getvalue().splitlines()]
