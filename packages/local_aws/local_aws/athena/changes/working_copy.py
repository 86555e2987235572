"""The rows of an Iceberg table that a statement may touch, where DuckDB can change them."""

from collections.abc import Sequence

import pyarrow as pa
from duckdb import DuckDBPyConnection
from pyiceberg.table.sorting import NullOrder, SortDirection
from pyiceberg.transforms import IdentityTransform

from local_aws.athena.changes.iceberg_commit import replace_files
from local_aws.athena.scans.iceberg_scan import IcebergScan
from local_aws.athena.scans.iceberg_types import duckdb_type_of
from local_aws.athena.syntax.duckdb_sql import quoted_name


class WorkingCopy:
    """A table of DuckDB's under the Iceberg table's name; what is done to it becomes the next snapshot with `commit`.

    It has the columns of `IcebergScan.rows`; a new row has NULL for its file.
    """

    def __init__(self, connection: DuckDBPyConnection, scan: IcebergScan) -> None:
        """Copy the rows of the files that an opened scan reads."""
        self._connection = connection
        self._scan = scan
        self._name = quoted_name(scan.table_name)
        columns = ", ".join(
            f"{quoted_name(field.name)} {duckdb_type_of(field.field_type)}{' NOT NULL' * field.required}"
            for field in scan.fields
        )
        connection.execute(f"CREATE TEMP TABLE {self._name} ({columns}, {scan.file_column} VARCHAR)")
        connection.execute(f"INSERT INTO {self._name} {scan.rows}")

    def commit(self, touched: Sequence[str | None]) -> None:
        """Replace the files in which rows were changed or deleted by what is left of them and the new rows.

        Args:
            touched: The file of every changed, deleted or new row.

        Raises:
            CommitConflictError: The table has another snapshot by now.
        """
        if touched:
            files = {file for file in touched if file is not None}
            replace_files(self._scan.table, [self._scan.files[file] for file in files], self._rows(files))

    def _rows(self, files: set[str]) -> pa.Table:
        file = self._scan.file_column
        return self._connection.sql(
            f"SELECT * EXCLUDE ({file}) FROM {self._name} "  # noqa: S608 - names are quoted
            f"WHERE {file} IS NULL OR {file} IN (SELECT unnest($1)) {self._order_by()}",
            params=[list(files)],
        ).to_arrow_table()

    def _order_by(self) -> str:
        # pyiceberg knows the table's sort order and leaves it to the caller to keep.
        table = self._scan.table
        terms = [
            f"{quoted_name(table.schema().find_column_name(field.source_id) or '')} "
            f"{'DESC' if field.direction is SortDirection.DESC else 'ASC'} "
            f"NULLS {'LAST' if field.null_order is NullOrder.NULLS_LAST else 'FIRST'}"
            for field in table.sort_order().fields
            if isinstance(field.transform, IdentityTransform)  # pyright: ignore[reportUnknownMemberType] - pyiceberg leaves a transform's types open
        ]
        return f"ORDER BY {', '.join(terms)}" if terms else ""
