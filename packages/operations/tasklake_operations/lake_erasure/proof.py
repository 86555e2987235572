"""A search of every version of every object for whatever tells of some persons."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from tasklake_lake.event_tables import EVENTS_PREFIX
from tasklake_lake.iceberg_tables import ICEBERG_PREFIX
from tasklake_operations.lake_erasure.expiry import RUNS_DAILY, Lifecycle, after
from tasklake_operations.lake_erasure.live_files import LiveFiles
from tasklake_operations.lake_erasure.markers import Markers

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

THREADS: Final = 8


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an object.

    Attributes:
        bucket: Where it is.
        key: The object's.
        id: The version's; `null` in a bucket without versions.
        size: In bytes.
        modified: When it was written.
        replaced: When the next version or the delete came; None of the newest.
    """

    bucket: str
    key: str
    id: str
    size: int
    modified: datetime
    replaced: datetime | None

    @property
    def url(self) -> str:
        return f"s3://{self.bucket}/{self.key}"


@dataclass(frozen=True, slots=True)
class Finding:
    """A version that has something.

    Attributes:
        version: The version.
        place: Where in it.
        goes: By when it goes by itself; None where it does not.
    """

    version: Version
    place: str
    goes: datetime | None


@dataclass(slots=True)
class Proof:
    """One search.

    Attributes:
        s3: Where the buckets are; shared by threads.
        lake_bucket: The lake's.
        live: What the merged tables consist of now.
        snapshot_days: How long an old snapshot keeps its files.
        now: The time, UTC.
        objects: Versions searched so far.
        size: Their bytes.
    """

    s3: "S3Client"
    lake_bucket: str
    live: LiveFiles
    snapshot_days: int
    now: datetime
    objects: int = 0
    size: int = 0
    _lifecycles: dict[str, Lifecycle] = field(default_factory=dict[str, Lifecycle])

    def search(self, buckets: Collection[str], markers: Markers) -> Iterator[Finding]:
        """Read every version of every object, and yield those that have a marker.

        Raises:
            ClientError: botocore's; a bucket or an object may not be read.
        """
        with ThreadPoolExecutor(THREADS) as threads:
            for bucket in buckets:
                self._lifecycles[bucket] = Lifecycle.of(self.s3, bucket)
                for page in pages_of(self.s3, bucket):
                    places = threads.map(partial(self._place_in, markers=markers), page)
                    for version, place in zip(page, places, strict=True):
                        self.objects += 1
                        self.size += version.size
                        if place is not None:
                            yield Finding(version, place, self._expiry(version))

    def _place_in(self, version: Version, markers: Markers) -> str | None:
        if place := markers.place_in(version.key.encode()):
            return f"{place.removeprefix('its ')} of its key"
        try:
            found = self.s3.get_object(Bucket=version.bucket, Key=version.key, VersionId=version.id)
        except self.s3.exceptions.NoSuchKey:
            return None
        return markers.place_in(found["Body"].read())

    def _expiry(self, version: Version) -> datetime | None:
        lifecycle = self._lifecycles[version.bucket]
        if version.replaced is not None:
            return lifecycle.old_version_expiry(version.replaced)
        if version.bucket != self.lake_bucket:
            return lifecycle.expiry(version.key, version.modified)
        if version.key.startswith(f"{EVENTS_PREFIX}/") or version.url in self.live:
            return None
        if version.key.startswith(f"{ICEBERG_PREFIX}/"):
            # Nobody says when it was replaced; it was by now.
            dropped = self.now + timedelta(self.snapshot_days) + RUNS_DAILY
            return after(dropped, lifecycle.noncurrent_days or 0)
        return lifecycle.expiry(version.key, version.modified)


def pages_of(s3: "S3Client", bucket: str) -> Iterator[Sequence[Version]]:
    """Yield the versions of a bucket's objects: those of a key together, the newest first ("ListObjectVersions")."""
    replaced: Mapping[str, datetime] = {}
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        written: list[tuple[Any, bool]] = [(each, False) for each in page.get("Versions", [])]
        deleted: list[tuple[Any, bool]] = [(each, True) for each in page.get("DeleteMarkers", [])]
        versions: list[Version] = []
        last: dict[str, datetime] = dict(replaced)
        for each, is_marker in sorted(
            [*written, *deleted],
            key=lambda each: (each[0]["Key"], not each[0]["IsLatest"], -each[0]["LastModified"].timestamp()),
        ):
            key, modified = each["Key"], each["LastModified"]
            if not is_marker:
                versions.append(
                    Version(bucket, key, each["VersionId"], each.get("Size", 0), modified, last.get(key))
                )
            last = {key: modified}
        replaced = last
        yield versions
