"""The raw objects that carry changes, made by the stream function's own code."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Final

from tasklake_stream_etl.batch import read_batch
from tasklake_stream_etl.delivery import objects_of
from tasklake_stream_etl.environment import Environment
from tests.integration.lake.event_history import Change

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

FAILURES: Final = "failures"


@dataclass(frozen=True, slots=True)
class RawEvents:
    """The raw objects of a lake."""

    s3: "S3Client"
    bucket: str

    def deliver(self, changes: Iterable[Change], arrival: datetime) -> list[str]:
        """Write changes as one batch of the hour of `arrival`, and return the keys of its objects.

        The same changes at another hour are a second copy; at the same hour they replace the first.
        """
        batch = read_batch([made.record for made in changes], arrival)
        assert not batch.quarantined, batch.quarantined
        requests = objects_of(batch, Environment(self.bucket, FAILURES))
        for request in requests:
            self.s3.put_object(**request)
        return [request["Key"] for request in requests]

    def deliver_promptly(self, changes: Iterable[Change]) -> list[str]:
        """Write changes, given in the order of their times, as one batch for each hour in which any was made."""
        hours = groupby(changes, key=lambda made: made.at.replace(minute=0, second=0, microsecond=0))
        return [key for hour, made in hours for key in self.deliver(made, hour)]

    def read(self, key: str) -> bytes:
        return self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()

    def replace(self, key: str, content: bytes) -> None:
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=content)

    def expire(self, keys: Iterable[str]) -> None:
        """Delete objects, as the bucket's lifecycle does."""
        for key in keys:
            self.s3.delete_object(Bucket=self.bucket, Key=key)
