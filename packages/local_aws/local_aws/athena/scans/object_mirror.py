"""S3 objects as local files, each version fetched once.

DuckDB reads local Parquet in parallel and only the columns it needs; over HTTP every file costs round trips.
"""

import hashlib
import shutil
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

_FETCH_THREADS = 8


@dataclass(frozen=True, slots=True)
class S3Object:
    """One version of an object, as a listing tells it; without an ETag, the only version there will ever be."""

    bucket: str
    key: str
    etag: str

    @property
    def url(self) -> str:
        """`s3://bucket/key`."""
        return f"s3://{self.bucket}/{self.key}"


class ObjectMirror:
    """A folder of fetched objects, safe to share between processes; what S3 drops stays until it is swept."""

    def __init__(self, s3: "S3Client", root: Path) -> None:
        self._s3 = s3
        self._root = root

    def list(self, url: str, *, first: str = "", last: str | None = None) -> Iterator[S3Object]:
        """List the objects whose `s3://` URL begins with this one, but for those Athena takes for hidden.

        Args:
            url: What all have in common.
            first: The URL that none comes before.
            last: What the last ones begin with; None for the end.
        """
        bucket, _, prefix = url.removeprefix("s3://").partition("/")
        start_after = first.removeprefix(f"s3://{bucket}/")
        pages = self._s3.get_paginator("list_objects_v2").paginate(
            Bucket=bucket, Prefix=prefix, StartAfter=start_after
        )
        last_key = None if last is None else last.removeprefix(f"s3://{bucket}/")
        for page in pages:
            for found in page.get("Contents", ()):
                key = found.get("Key", "")
                if last_key is not None and key > last_key and not key.startswith(last_key):
                    return
                if not key.rpartition("/")[2].startswith(("_", ".")) and not key.endswith("/"):
                    yield S3Object(bucket, key, found.get("ETag", "").strip('"'))

    def fetch(self, objects: Iterable[S3Object]) -> dict[S3Object, Path]:
        """Return the local file of each object; one that was deleted since the listing is left out."""
        wanted = {listed: self._path(listed) for listed in objects}
        missing = [listed for listed, path in wanted.items() if not path.exists()]
        if missing:
            with ThreadPoolExecutor(_FETCH_THREADS) as threads:
                wanted |= dict(zip(missing, threads.map(self._fetch, missing), strict=True))
        return {listed: path for listed, path in wanted.items() if path is not None}

    def fetch_immutable(self, urls: Iterable[str]) -> dict[str, Path]:
        """Return the local file of each `s3://` URL, whose object is never overwritten: Iceberg's are not.

        Raises:
            FileNotFoundError: An object is gone.
        """
        objects = {url: S3Object(*url.removeprefix("s3://").split("/", 1), etag="") for url in urls}
        fetched = self.fetch(objects.values())
        for url, wanted in objects.items():
            if wanted not in fetched:
                raise FileNotFoundError(f"{url} is gone")
        return {url: fetched[wanted] for url, wanted in objects.items()}

    def sweep(self, bucket: str) -> None:
        """Delete the local files of what a bucket has no longer, but for those that come meanwhile."""
        began = time.time()
        kept: set[Path] = set()
        for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for found in page.get("Contents", ()):
                key, etag = found.get("Key", ""), found.get("ETag", "").strip('"')
                kept |= {self._path(S3Object(bucket, key, version)) for version in (etag, "")}
        for path in (self._root / bucket).rglob("*.parquet"):
            with suppress(FileNotFoundError):
                if path not in kept and path.stat().st_mtime < began:
                    path.unlink()

    def _path(self, listed: S3Object) -> Path:
        name = hashlib.sha256(f"{listed.url}\n{listed.etag}".encode()).hexdigest()
        return self._root / listed.bucket / name[:2] / f"{name}.parquet"

    def _fetch(self, listed: S3Object) -> Path | None:
        try:
            answer = self._s3.get_object(Bucket=listed.bucket, Key=listed.key)
        except self._s3.exceptions.NoSuchKey:
            return None
        # It may have been overwritten since the listing; the file is named after what came.
        came = S3Object(listed.bucket, listed.key, answer["ETag"].strip('"')) if listed.etag else listed
        path = self._path(came)
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete_on_close=False) as part:
            shutil.copyfileobj(answer["Body"], part)
            part.close()
            Path(part.name).replace(path)
        return path
