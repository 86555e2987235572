"""A bucket and a Glue database of one test, with tables and views in the form that the infrastructure gives them."""

import base64
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
from pyiceberg.catalog import Catalog
from pyiceberg.table import Table

from local_aws.athena import AthenaSql
from local_aws.iceberg import create_table, open_catalog
from local_aws.sessions import EmulatorSession

COLUMNS = {
    "task_id": "string",
    "version": "bigint",
    "status": "string",
    "occurred_at": "timestamp",
    "changed": "array<string>",
}
PROJECTION = {
    "projection.enabled": "true",
    "projection.dt.type": "date",
    "projection.dt.format": "yyyy-MM-dd",
    "projection.dt.range": "NOW-30DAYS,NOW+1DAYS",
    "projection.dt.interval": "1",
    "projection.dt.interval.unit": "DAYS",
    "projection.hour.type": "integer",
    "projection.hour.range": "0,23",
    "projection.hour.digits": "2",
}
PARQUET = "org.apache.hadoop.hive.ql.io.parquet"
PARQUET_SERDE = f"{PARQUET}.serde.ParquetHiveSerDe"


@dataclass(frozen=True)
class SmallLake:
    """A lake whose database and bucket share a name."""

    session: EmulatorSession
    name: str
    folder: Path

    def put(self, partition: str, select: str, *, table: str = "task_events") -> None:
        """Write the rows of a DuckDB query to a table, as `raw/<table>/<partition>`."""
        file = self.folder / "rows.parquet"
        duckdb.execute(f"COPY ({select}) TO '{file}' (FORMAT parquet)")
        self.put_bytes(partition, file.read_bytes(), table=table)

    def put_bytes(self, partition: str, content: bytes, *, table: str = "task_events") -> None:
        self.session.client("s3").put_object(Bucket=self.name, Key=f"raw/{table}/{partition}", Body=content)

    def delete(self, partition: str) -> None:
        self.session.client("s3").delete_object(Bucket=self.name, Key=f"raw/task_events/{partition}")

    def create_table(
        self,
        name: str = "task_events",
        *,
        columns: Mapping[str, str] = COLUMNS,
        parameters: Mapping[str, str] | None = None,
        serde: str = PARQUET_SERDE,
    ) -> None:
        location = f"s3://{self.name}/raw/{name}"
        template = {"storage.location.template": f"{location}/dt=${{dt}}/hour=${{hour}}"}
        self.session.client("glue").create_table(
            DatabaseName=self.name,
            TableInput={
                "Name": name,
                "TableType": "EXTERNAL_TABLE",
                "Parameters": {**PROJECTION, **template, **(parameters or {})},
                "PartitionKeys": [{"Name": "dt", "Type": "string"}, {"Name": "hour", "Type": "int"}],
                "StorageDescriptor": {
                    "Location": location,
                    "InputFormat": f"{PARQUET}.MapredParquetInputFormat",
                    "OutputFormat": f"{PARQUET}.MapredParquetOutputFormat",
                    "SerdeInfo": {"SerializationLibrary": serde},
                    "Columns": [
                        {"Name": column, "Type": kind, "Comment": f"the {column}"}
                        for column, kind in columns.items()
                    ],
                },
            },
        )

    def create_iceberg_table(
        self,
        name: str,
        columns: Mapping[str, str],
        *,
        partition: tuple[str, str] | None = None,
        sort_by: Sequence[str] = (),
        required: Collection[str] = (),
    ) -> Table:
        """Create an empty table.

        Args:
            name: Name of the table.
            columns: Iceberg's types by the names of the columns.
            partition: A column and the transform that partitions by it.
            sort_by: The columns that files are sorted by.
            required: The columns that have no NULL.
        """
        ids = {column: position for position, column in enumerate(columns, start=1)}
        definition: dict[str, Any] = {
            "Location": f"s3://{self.name}/iceberg/{name}",
            "Schema": {
                "Fields": [
                    {"Id": ids[column], "Name": column, "Type": kind, "Required": column in required}
                    for column, kind in columns.items()
                ]
            },
        }
        if partition:
            column, transform = partition
            field = {"SourceId": ids[column], "Transform": transform, "Name": f"{column}_part"}
            definition["PartitionSpec"] = {"Fields": [field]}
        if sort_by:
            order = {"Transform": "identity", "Direction": "asc", "NullOrder": "nulls-first"}
            definition["WriteOrder"] = {
                "OrderId": 1,
                "Fields": [{"SourceId": ids[column], **order} for column in sort_by],
            }
        return create_table(open_catalog(self.session), self.name, name, definition)

    def iceberg_table(self, name: str) -> Table:
        """Return the table as it is now."""
        return open_catalog(self.session).load_table((self.name, name))

    def create_view(self, name: str, sql: str, columns: Mapping[str, str]) -> None:
        """Create a view whose columns have these names and Trino types."""
        view = {
            "originalSql": sql,
            "catalog": "awsdatacatalog",
            "schema": self.name,
            "columns": [{"name": column, "type": kind} for column, kind in columns.items()],
        }
        self.create_raw_view(
            name, f"/* Presto View: {base64.b64encode(json.dumps(view).encode()).decode()} */"
        )

    def create_raw_view(self, name: str, text: str) -> None:
        self.session.client("glue").create_table(
            DatabaseName=self.name,
            TableInput={
                "Name": name,
                "TableType": "VIRTUAL_VIEW",
                "Parameters": {"presto_view": "true", "comment": "Presto View"},
                "ViewOriginalText": text,
                "ViewExpandedText": "/* Presto View */",
                "StorageDescriptor": {"SerdeInfo": {}, "Columns": []},
            },
        )

    def engine(
        self,
        now: str | Iterator[datetime],
        *,
        database: str | None = None,
        iceberg_catalog: Catalog | None = None,
        bytes_scanned_cutoff: int | None = None,
    ) -> AthenaSql:
        """Return an engine whose clock stands still, or tells one time after another."""
        return AthenaSql(
            glue=self.session.client("glue"),
            s3=self.session.client("s3"),
            iceberg_catalog=iceberg_catalog or open_catalog(self.session),
            database=database or self.name,
            mirror_root=self.folder / "mirror",
            clock=lambda: datetime.fromisoformat(now) if isinstance(now, str) else next(now),
            bytes_scanned_cutoff=bytes_scanned_cutoff,
        )


def make_lake(session: EmulatorSession, folder: Path) -> SmallLake:
    """Make a lake with an empty task_events."""
    name = f"lake{uuid4().hex}"
    session.client("s3").create_bucket(Bucket=name)
    session.client("glue").create_database(DatabaseInput={"Name": name})
    lake = SmallLake(session, name, folder)
    lake.create_table()
    return lake
