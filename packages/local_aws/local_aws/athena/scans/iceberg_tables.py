"""Iceberg tables as one statement sees them: each at one snapshot, however often it is named."""

from datetime import UTC, datetime

import pyarrow as pa
from duckdb import DuckDBPyConnection
from pyiceberg.catalog import Catalog
from pyiceberg.exceptions import NoSuchPropertyException
from pyiceberg.expressions import AlwaysFalse, AlwaysTrue, And, BooleanExpression, Or
from pyiceberg.table import Table
from sqlglot import exp

from local_aws.athena.analysis.scope import Columns
from local_aws.athena.analysis.types import SqlType, iceberg_type
from local_aws.athena.diagnosis import explained
from local_aws.athena.errors import QueryFailedError, UnsupportedTableError
from local_aws.athena.scans.iceberg_scan import IcebergScan
from local_aws.athena.scans.object_mirror import ObjectMirror
from local_aws.athena.scans.query_plan import planned_scans
from local_aws.athena.scans.row_filter import row_filter
from local_aws.athena.scans.scanned_bytes import OpenedScan
from local_aws.athena.syntax.duckdb_sql import duckdb_text
from local_aws.athena.tables.glue_catalog import CatalogEntry
from local_aws.athena.tables.metadata_tables import metadata_columns, metadata_rows


class IcebergTables:
    """The scans of one session, in two steps: planned without rows, then opened with the files that the plan needs."""

    def __init__(self, connection: DuckDBPyConnection, catalog: Catalog, mirror: ObjectMirror) -> None:
        self._connection = connection
        self._catalog = catalog
        self._mirror = mirror
        self._tables: dict[str, Table] = {}
        self.unopened: list[IcebergScan] = []

    def scan(
        self,
        entry: CatalogEntry,
        *,
        number: int,
        name: str,
        version: exp.Expr | None = None,
        with_path: bool = False,
    ) -> IcebergScan:
        """Create the view `name`, which has the columns of the table and, until `open_for`, no rows.

        Args:
            entry: The table.
            number: What tells its columns' scanned names from other scans'.
            name: Unique in the session.
            version: The FOR .. AS OF of the reference, in DuckDB's terms.
            with_path: Whether the view has "$path" after the columns.

        Raises:
            QueryFailedError: There is no such version.
            UnsupportedTableError: It has no metadata, or a column has a type that DuckDB lacks.
        """
        table = self._table(entry)
        scan = IcebergScan(
            self._connection,
            self._mirror,
            table,
            snapshot_id=None if version is None else self._snapshot_id(entry, table, version),
            number=number,
            name=name,
            with_path=with_path,
        )
        self.unopened.append(scan)
        return scan

    def open_for(self, sql: str, *, reach: BooleanExpression | None = None) -> list[OpenedScan]:
        """Give the scans that are not open yet the files whose rows may matter to a statement.

        Args:
            sql: In DuckDB's SQL.
            reach: What their rows fulfil besides, where they matter.
        """
        if not self.unopened:
            return []
        planned = planned_scans(self._connection, sql)
        # Of a scan that is asked for no column the plan does not tell which one it is.
        is_each_known = all(part.number is not None for part in planned)
        opened: list[OpenedScan] = []
        for scan in self.unopened:
            filters = [
                row_filter(part.conditions, scan.fields) for part in planned if part.number == scan.number
            ]
            planned_filter = _any_of(filters) if filters or is_each_known else AlwaysTrue()
            opened.append(scan.open(And(planned_filter, reach or AlwaysTrue())))
        self.unopened = []
        return opened

    def close(self, scans: list[IcebergScan]) -> None:
        """Let scans have no rows again, until `open_for` opens them for another statement."""
        for scan in scans:
            scan.close()
        self.unopened = scans

    def columns_at(self, entry: CatalogEntry, version: exp.Expr) -> list[tuple[str, SqlType]]:
        """Return the columns that a table had at a FOR .. AS OF version, which may have been others."""
        table = self._table(entry)
        snapshot = table.snapshot_by_id(self._snapshot_id(entry, table, version))
        schema = table.schemas().get(snapshot.schema_id or 0) if snapshot else None
        fields = (schema or table.schema()).fields
        return [(field.name, iceberg_type(str(field.field_type))) for field in fields]

    def metadata_columns(self, entry: CatalogEntry, kind: str) -> Columns:
        """Return the columns of what Iceberg tells of a table, such as its snapshots.

        Raises:
            UnsupportedTableError: It is no Iceberg table, or that is not told of one.
        """
        if not entry.is_iceberg:
            raise UnsupportedTableError(f"{entry} is not an Iceberg table: it has no ${kind}")
        return metadata_columns(self._table(entry), kind)

    def metadata(self, entry: CatalogEntry, kind: str) -> pa.Table:
        """Return the rows of the same."""
        return metadata_rows(self._table(entry), kind)

    def _table(self, entry: CatalogEntry) -> Table:
        if str(entry) not in self._tables:
            try:
                self._tables[str(entry)] = self._catalog.load_table((entry.database, entry.name))
            except (NoSuchPropertyException, FileNotFoundError) as error:
                raise UnsupportedTableError(f"{entry} has no Iceberg metadata: {error}") from error
        return self._tables[str(entry)]

    def _snapshot_id(self, entry: CatalogEntry, table: Table, version: exp.Expr) -> int:
        value = duckdb_text(version.expression)
        if version.name == "VERSION":
            number = self._evaluate(f"CAST({value} AS BIGINT)")
            if (snapshot := table.snapshot_by_id(number)) is None:
                raise QueryFailedError(f"{entry} has no snapshot {number}")
            return snapshot.snapshot_id
        milliseconds = self._evaluate(f"epoch_ms(CAST({value} AS TIMESTAMPTZ))")
        if (snapshot := table.snapshot_as_of_timestamp(milliseconds)) is None:
            moment = datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(" ", "milliseconds")
            first = min((each.timestamp_ms for each in table.history()), default=None)
            known = (
                "it has none yet"
                if first is None
                else (
                    f"its first is of {datetime.fromtimestamp(first / 1000, UTC).isoformat(' ', 'milliseconds')}"
                )
            )
            raise QueryFailedError(f"{entry} has no version as of {moment}; {known}")
        return snapshot.snapshot_id

    def _evaluate(self, expression: str) -> int:
        with explained({}):
            ((value,),) = self._connection.execute(f"SELECT {expression}").fetchall()
        return value


def _any_of(filters: list[BooleanExpression]) -> BooleanExpression:
    result: BooleanExpression = AlwaysFalse()
    for part in filters:
        result = Or(result, part)
    return result
