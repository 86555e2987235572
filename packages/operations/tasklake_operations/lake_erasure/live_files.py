"""What the merged tables consist of now; all else below their folder goes with the snapshots that have it."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from tasklake_lake.iceberg_tables import ICEBERG_TABLES
from tasklake_operations.athena import Queries
from tasklake_operations.lake_erasure.avro_blocks import avro_blocks

if TYPE_CHECKING:
    from types_boto3_glue import GlueClient
    from types_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class LiveFiles:
    """The files of the newest snapshots.

    Attributes:
        data: The URLs of the data files.
        manifest_lists: The lists of the manifests, decompressed; they have the manifests' URLs as they are.
    """

    data: Collection[str]
    manifest_lists: bytes

    @classmethod
    def of(cls, lake: Queries, glue: "GlueClient", s3: "S3Client", database: str) -> Self:
        """Look what there is.

        Raises:
            SqlError: A statement failed.
            ClientError: botocore's; a request was refused.
        """
        paths = " UNION ALL ".join(f'SELECT "$path" AS path FROM {table.name}' for table in ICEBERG_TABLES)  # noqa: S608 - names of the schema
        found = lake.query(f"SELECT DISTINCT path FROM ({paths}) AS files")  # noqa: S608 - see above
        lists = [manifest_list(glue, s3, database, table.name) for table in ICEBERG_TABLES]
        return cls({row["path"] for row in found.to_pylist()}, b"".join(lists))

    def __contains__(self, url: object) -> bool:
        return url in self.data or (isinstance(url, str) and url.encode() in self.manifest_lists)


def manifest_list(glue: "GlueClient", s3: "S3Client", database: str, table: str) -> bytes:
    entry = glue.get_table(DatabaseName=database, Name=table)["Table"]
    metadata: Any = json.loads(content_of(s3, entry.get("Parameters", {})["metadata_location"]))
    current = metadata.get("current-snapshot-id")
    return b"".join(
        block
        for snapshot in metadata.get("snapshots", [])
        if snapshot["snapshot-id"] == current
        for block in avro_blocks(content_of(s3, snapshot["manifest-list"]))
    )


def content_of(s3: "S3Client", url: str) -> bytes:
    bucket, _, key = url.removeprefix("s3://").partition("/")
    return s3.get_object(Bucket=bucket, Key=key)["Body"].read()
