"""The objects of `task_events` in the lake bucket, as they appear."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, cast

import pyarrow.parquet

from tasklake_devkit.activity.requester import TaskVersion
from tasklake_lake.event_tables import ARRIVAL_HOUR, ARRIVAL_HOUR_FORMAT, EVENTS_PREFIX, TASK_EVENTS

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

_CLOCK_SKEW: Final = timedelta(minutes=10)


class S3EventObjects:
    """Lists the newest partitions; what is there when it is made counts as seen."""

    def __init__(self, client: "S3Client", lake_bucket: str) -> None:
        self._client = client
        self._bucket = lake_bucket
        self._prefix = f"{EVENTS_PREFIX}/{TASK_EVENTS.name}/"
        self._start_after = (
            f"{self._prefix}{ARRIVAL_HOUR.name}={datetime.now(UTC) - _CLOCK_SKEW:{ARRIVAL_HOUR_FORMAT}}"
        )
        self._seen: set[str] = set()
        self.list_new()

    def list_new(self) -> Sequence[str]:
        # Every listing starts over: keys are in no order of time, a later batch may sort before an earlier one.
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix, StartAfter=self._start_after
        )
        keys = {entry["Key"] for page in pages for entry in page.get("Contents", ()) if "Key" in entry}
        new = keys - self._seen
        self._seen |= new
        return sorted(new)

    def read(self, key: str) -> Sequence[TaskVersion]:
        content = BytesIO(self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read())
        table = cast("Any", pyarrow.parquet).read_table(content, columns=[TASK_EVENTS.key, "version"])
        columns: Mapping[str, Sequence[Any]] = table.to_pydict()
        return [TaskVersion(*row) for row in zip(columns[TASK_EVENTS.key], columns["version"], strict=True)]
