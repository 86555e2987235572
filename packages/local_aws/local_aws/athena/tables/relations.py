"""The DuckDB views of one session that stand for tables and views of the catalog."""

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa
from duckdb import DuckDBPyConnection
from pyiceberg.catalog import Catalog
from pyiceberg.expressions import BooleanExpression
from sqlglot import exp

from local_aws.athena.diagnosis import explained
from local_aws.athena.errors import QueryFailedError, StaleViewError
from local_aws.athena.running_statement import RunningStatement
from local_aws.athena.scans.hive_scan import HiveScan
from local_aws.athena.scans.iceberg_scan import IcebergScan
from local_aws.athena.scans.iceberg_tables import IcebergTables
from local_aws.athena.scans.object_mirror import ObjectMirror
from local_aws.athena.scans.scanned_bytes import OpenedScan, ScannedBytes
from local_aws.athena.syntax.duckdb_sql import duckdb_type, quoted_name
from local_aws.athena.tables.glue_catalog import CatalogEntry
from local_aws.athena.tables.presto_view import PrestoView


class Relations:
    """Makes the views; those of Iceberg tables have no rows until a statement over them is opened.

    Attributes:
        origins: The objects and columns behind the views, by the local names that DuckDB knows them under.
        running: The statement that they are made for.
        iceberg: The Iceberg tables among them.
    """

    def __init__(
        self,
        connection: DuckDBPyConnection,
        *,
        iceberg_catalog: Catalog,
        mirror: ObjectMirror,
        now: datetime,
        running: RunningStatement,
        is_counted: bool,
        bytes_scanned_cutoff: int | None,
    ) -> None:
        """Make nothing yet.

        Args:
            connection: The session.
            iceberg_catalog: Where the Iceberg tables are.
            mirror: Where the objects behind the views are.
            now: The statement's time, for a projected range that has NOW in it.
            running: The statement.
            is_counted: Whether anybody asks what it reads.
            bytes_scanned_cutoff: The most bytes that the opened statements together may read; None for no limit.
        """
        self.origins: dict[str, str] = {}
        self.running = running
        self._connection = connection
        self._mirror = mirror
        self._now = now
        self.iceberg = IcebergTables(connection, iceberg_catalog, mirror)
        self._scanned_bytes = ScannedBytes(connection, running, cutoff=bytes_scanned_cutoff)
        self._is_counted = is_counted
        self._names: set[str] = set()

    @property
    def sources(self) -> list[str]:
        """The tables and views behind the views, each with its database, sorted."""
        return sorted({name.rpartition("#")[0] for name in self._names})

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def add_raw_table(
        self, entry: CatalogEntry, conditions: Sequence[exp.Expr], *, with_path: bool = False
    ) -> str:
        """Return a view of the objects of a Hive table that pass conditions on its partition keys alone."""
        number, name = self._new(entry)
        with explained(self.origins):
            scan = HiveScan(self._connection, self._mirror, entry)
            self._add(
                scan.create_view(
                    name, number=number, conditions=conditions, now=self._now, with_path=with_path
                )
            )
        return name

    def add_iceberg_table(
        self, entry: CatalogEntry, version: exp.Expr | None = None, *, with_path: bool = False
    ) -> IcebergScan:
        """Return a scan, not open yet, of an Iceberg table, or of a FOR .. AS OF version of it."""
        number, name = self._new(entry)
        return self.iceberg.scan(entry, number=number, name=name, version=version, with_path=with_path)

    def add_rows(self, source: str, rows: pa.Table) -> str:
        """Return a view of rows that are in memory."""
        _, name = self._new(source)
        self._connection.register(name, rows)
        return name

    def add_view(self, entry: CatalogEntry, view: PrestoView, body: str) -> str:
        """Return a view of a catalog's view.

        Args:
            entry: The view.
            view: What it declares.
            body: Its SQL, in DuckDB's terms and over these views.

        Raises:
            StaleViewError: The body has other columns than the view declares.
        """
        _, name = self._new(entry)
        declared = [column.name.lower() for column in view.columns]
        with explained(self.origins):
            actual = [column.lower() for column in self._connection.sql(body).columns]
            if actual != declared:
                raise StaleViewError(f"it declares {', '.join(declared)}; its SQL gives {', '.join(actual)}")
            columns = ", ".join(
                f"CAST({quoted_name(column.name)} AS {duckdb_type(column.type, 'trino')}) "
                f"AS {quoted_name(column.name)}"
                for column in view.columns
            )
            self._connection.execute(
                f"CREATE TEMP VIEW {quoted_name(name)} AS SELECT {columns} FROM ({body}) AS view"  # noqa: S608 - the view's own query
            )
        return name

    def open(self, sql: str, *, reach: BooleanExpression | None = None) -> None:
        """Give the Iceberg tables in a statement the rows that may matter to it.

        Args:
            sql: In DuckDB's SQL, over these views.
            reach: What the rows of these tables fulfil besides, where they matter.

        Raises:
            BytesScannedCutoffError: The statement reads more than is left of the limit.
        """
        with explained(self.origins):
            for opened in self.iceberg.open_for(sql, reach=reach):
                self._add(opened)
            if self._is_counted:
                self._scanned_bytes.charge(sql)

    def constant(self, sql: str) -> exp.Expr:
        """Return the value of a query of one column over these views, as a constant; no Iceberg table is open by it.

        Raises:
            BytesScannedCutoffError: It reads more than is left of the limit.
            QueryFailedError: It has several rows.
        """
        unopened = self.iceberg.unopened
        self.open(sql)
        with explained(self.origins):
            result = self._connection.sql(sql)
            rows, (kind,) = result.limit(2).fetchall(), result.types
        self.iceberg.close(unopened)
        if len(rows) > 1:
            raise QueryFailedError("Scalar sub-query has returned multiple rows")
        value = rows[0][0] if rows else None
        literal = exp.null() if value is None else exp.Literal.string(str(value))
        return exp.cast(literal, str(kind), dialect="duckdb")

    def _new(self, entry: CatalogEntry | str) -> tuple[int, str]:
        number = len(self._names)
        name = f"{entry}#{number}"
        self._names.add(name)
        return number, name

    def _add(self, opened: OpenedScan) -> None:
        self._scanned_bytes.add(opened)
        self.origins |= opened.origins
