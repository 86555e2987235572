"""What a query answers as files of Parquet: those of a new table, or alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Final, Literal
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from local_aws.athena.definitions.kept_statements import CreateTableAs, Unload
from local_aws.athena.errors import TableDefinitionError, UnsupportedStatementError

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

TABLES: Final = "tables"
"""Where Athena puts the files of new tables, below the workgroup's location."""

_COMPRESSIONS: Final[Mapping[str, Literal["gzip", "none", "snappy", "zstd"]]] = {
    "GZIP": "gzip",
    "NONE": "none",
    "SNAPPY": "snappy",
    "UNCOMPRESSED": "none",
    "ZSTD": "zstd",
}
_COMPRESSED_BY: Final = ("write_compression", "parquet_compression", "compression")
_OF_TABLES: Final = {
    "external_location",
    "format",
    "is_external",
    "parquet_compression",
    "table_type",
    "write_compression",
}
_OF_UNLOAD: Final = {"compression", "format"}
_LACKING: Final = {
    *("bucket_count", "bucketed_by", "compression_level", "field_delimiter", "location", "orc_compression"),
    *("partitioned_by", "partitioning"),
}
"""Athena's, and not known here."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an execution puts what it writes.

    Attributes:
        results: The location of results, as s3://bucket/ or s3://bucket/prefix/.
        execution_id: The execution's name.
        is_enforced: Whether the workgroup's location holds, whatever a statement says.
    """

    results: str
    execution_id: str
    is_enforced: bool

    @property
    def bucket(self) -> str:
        return self.results.removeprefix("s3://").partition("/")[0]

    @property
    def manifest(self) -> str:
        """The object that names the files (Athena API Reference, "QueryExecutionStatistics", DataManifestLocation)."""
        return f"{self.results.rstrip('/')}/{self.execution_id}-manifest.csv"


class KeptFiles:
    """Writes the files of one execution."""

    def __init__(self, s3: "S3Client", place: Place) -> None:
        self._s3 = s3
        self._place = place

    def location(self, statement: CreateTableAs | Unload) -> str:
        """Return where the files of a statement go.

        Raises:
            TableDefinitionError: Some are there already, or it has a property that Athena refuses.
            UnsupportedStatementError: They may not go there, or it has a property that is not known here.
        """
        if isinstance(statement, CreateTableAs):
            check_properties(statement.properties, _OF_TABLES)
            location = self._of_table(statement.properties)
        else:
            check_properties(statement.properties, _OF_UNLOAD)
            location = statement.location
            if not location.startswith(own := f"s3://{self._place.bucket}/"):
                raise UnsupportedStatementError(
                    f"{location} is not below {own}, where the workgroup's results lie"
                )
        bucket, _, prefix = location.removeprefix("s3://").partition("/")
        folder = f"{prefix.rstrip('/')}/"
        if self._s3.list_objects_v2(Bucket=bucket, Prefix=folder, MaxKeys=1).get("KeyCount"):
            raise TableDefinitionError(
                "HIVE_PATH_ALREADY_EXISTS",
                f"Target directory '{location}' already exists; name one that is empty",
            )
        return f"s3://{bucket}/{folder}"

    def write(self, batches: Iterable[pa.RecordBatch], properties: Mapping[str, str], location: str) -> int:
        """Write rows as one file, and the manifest that names it; return how many.

        Args:
            batches: At least one.
            properties: Of the statement.
            location: See `location`.
        """
        rows = iter(batches)
        count = 0
        url = f"{location}{self._place.execution_id}_{uuid4()}"
        with TemporaryFile() as file:
            with pq.ParquetWriter(file, next(rows).schema, compression=compression_of(properties)) as writer:
                for batch in rows:
                    writer.write_batch(batch)
                    count += batch.num_rows
            file.seek(0)
            self._put(url, file)
        self._put(self._place.manifest, f"{url}\n".encode())
        return count

    def _of_table(self, properties: Mapping[str, str]) -> str:
        if (given := properties.get("external_location")) is None:
            return f"{self._place.results.rstrip('/')}/{TABLES}/{self._place.execution_id}"
        if self._place.is_enforced:
            raise TableDefinitionError(
                "INVALID_TABLE_PROPERTY",
                "The Create Table As Select query failed because it was submitted with an 'external_location' property "
                "to an Athena Workgroup that enforces a centralized output location for all queries. Please remove the "
                "'external_location' property and resubmit the query.",
            )
        return given

    def _put(self, url: str, content: "bytes | IO[bytes]") -> None:
        bucket, _, key = url.removeprefix("s3://").partition("/")
        self._s3.put_object(Bucket=bucket, Key=key, Body=content)


def check_properties(properties: Mapping[str, str], known: set[str]) -> None:
    """Refuse properties that Athena has not, or that are not known here."""
    for name, value in properties.items():
        if name in _LACKING:
            raise UnsupportedStatementError(f"the property {name} is not supported locally; leave it out")
        if name not in known:
            raise TableDefinitionError("INVALID_TABLE_PROPERTY", f"table property '{name}' does not exist")
        allowed = {"format": {"PARQUET"}, "table_type": {"HIVE"}, "is_external": {"TRUE"}}
        if name in _COMPRESSED_BY:
            allowed[name] = set(_COMPRESSIONS)
        if name in allowed and value.upper() not in allowed[name]:
            raise UnsupportedStatementError(
                f"{name} = {value} is not supported locally; {', '.join(sorted(allowed[name]))} is"
            )
    if known is _OF_UNLOAD and "format" not in properties:
        raise TableDefinitionError(
            "INVALID_TABLE_PROPERTY", "UNLOAD needs the property format: WITH (format = 'PARQUET')"
        )


def compression_of(properties: Mapping[str, str]) -> Literal["gzip", "none", "snappy", "zstd"]:
    """Return the codec by the name that pyarrow has for it; Athena's default for Parquet is GZIP."""
    named = next((properties[name] for name in _COMPRESSED_BY if name in properties), "GZIP")
    return _COMPRESSIONS[named.upper()]
