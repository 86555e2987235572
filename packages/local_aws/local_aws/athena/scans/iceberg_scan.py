"""An Iceberg table as a DuckDB view over the data files of one snapshot that matter to a statement."""

from collections.abc import Iterable, Mapping

from duckdb import DuckDBPyConnection
from pyiceberg.expressions import AlwaysTrue, BooleanExpression
from pyiceberg.manifest import DataFile, FileFormat
from pyiceberg.table import FileScanTask, Table

from local_aws.athena.errors import QueryFailedError, UnsupportedTableError
from local_aws.athena.scans.iceberg_types import duckdb_type_of
from local_aws.athena.scans.object_mirror import ObjectMirror
from local_aws.athena.scans.scan_columns import PATH, column_name, file_column_name
from local_aws.athena.scans.scanned_bytes import OpenedScan
from local_aws.athena.syntax.duckdb_sql import quoted_name, quoted_text


class IcebergScan:
    """One reference to a table: first a relation without rows, for planning, then one over its files.

    DuckDB sees the columns under names that say where they are from, so that a plan can be read.

    Attributes:
        table: The table at the snapshot that the whole statement sees.
        name: The view that a statement reads.
        number: What tells its columns' scanned names from other scans'.
        file_column: The column of `rows` that tells the local file a row is from.
        fields: The columns as of the snapshot.
        files: The data files that are read, by what `file_column` has for them; known after `open`.
    """

    def __init__(
        self,
        connection: DuckDBPyConnection,
        mirror: ObjectMirror,
        table: Table,
        *,
        snapshot_id: int | None,
        number: int,
        name: str,
        with_path: bool,
    ) -> None:
        """Make the view, as yet of a relation without rows."""
        self.table = table
        self.name = name
        self.number = number
        self.file_column = file_column_name(number)
        self.fields = table.scan(snapshot_id=snapshot_id).projection().fields
        self.files: dict[str, DataFile] = {}
        self._connection = connection
        self._mirror = mirror
        self._snapshot_id = snapshot_id
        self._with_path = with_path
        self._columns = ", ".join(
            # The cast keeps a type that Arrow does not know, such as a UUID.
            f"CAST({column_name(number, position)} AS {duckdb_type_of(field.field_type)}) AS {quoted_name(field.name)}"
            for position, field in enumerate(self.fields)
        )
        # An Arrow table, since DuckDB knows no statistics of it that would make it plan for an empty table.
        columns = ", ".join(
            f"CAST(NULL AS {duckdb_type_of(field.field_type)}) AS {column_name(self.number, position)}"
            for position, field in enumerate(self.fields)
        )
        if with_path:
            self._columns += f", {quoted_name(PATH)}"
            columns += f", CAST(NULL AS VARCHAR) AS {quoted_name(PATH)}"
        nothing = f"SELECT {columns}, CAST(NULL AS VARCHAR) AS {self.file_column} WHERE false"
        connection.register(f"{name} nothing", connection.sql(nothing).to_arrow_table())
        self.close()

    def close(self) -> None:
        """Make the view of a relation without rows again."""
        self._create_view(quoted_name(f"{self.name} nothing"))

    @property
    def table_name(self) -> str:
        """`database.table`."""
        return ".".join(self.table.name())

    @property
    def rows(self) -> str:
        """A query of the view's rows, with `file_column` after the columns."""
        return f"SELECT {self._columns}, {self.file_column} FROM {self._relation}"  # noqa: S608 - names are quoted

    def open(self, row_filter: BooleanExpression) -> OpenedScan:
        """Make the view one over the data files that may have rows which pass the filter.

        Raises:
            QueryFailedError: A file of the snapshot is gone.
            UnsupportedTableError: A file is in a format that is not read locally.
        """
        try:
            tasks = self._plan(row_filter)
            paths = self._fetch(task.file for task in tasks)
            deletes = self._fetch(file for task in tasks for file in task.delete_files)
        except FileNotFoundError as error:
            raise QueryFailedError(
                f"a file of the snapshot of {self.table_name} is gone, run the statement again: {error}"
            ) from error
        self.files = {paths[task.file.file_path]: task.file for task in tasks}
        if paths:
            self._create_view(self._read(paths, deletes))
        return OpenedScan(
            number=self.number,
            columns=[field.name for field in self.fields],
            files={path: url for url, path in paths.items()},
            field_ids=[field.field_id for field in self.fields],
            deletes={path: url for url, path in deletes.items()},
        )

    def _plan(self, row_filter: BooleanExpression) -> list[FileScanTask]:
        if self._snapshot_id is not None:
            # pyiceberg takes the names in a filter for those of the columns as they are now.
            row_filter = AlwaysTrue()
        try:
            return self._tasks(row_filter)
        except TypeError:
            # pyiceberg compares a bound in an OR with the NULL that a partition has for its value.
            return self._tasks(AlwaysTrue())

    def _tasks(self, row_filter: BooleanExpression) -> list[FileScanTask]:
        try:
            return list(self.table.scan(row_filter=row_filter, snapshot_id=self._snapshot_id).plan_files())
        except ValueError as error:
            if "equality deletes" not in str(error):
                raise
            raise UnsupportedTableError(
                f"{self.table_name} has equality deletes, which are not read locally"
            ) from error

    def _fetch(self, files: Iterable[DataFile]) -> dict[str, str]:
        urls: list[str] = []
        for file in files:
            if file.file_format != FileFormat.PARQUET:
                raise UnsupportedTableError(
                    f"{file.file_path} is in {file.file_format}; only Parquet is read locally"
                )
            urls.append(file.file_path)
        return {url: str(path) for url, path in self._mirror.fetch_immutable(urls).items()}

    def _read(self, files: Mapping[str, str], deletes: Mapping[str, str]) -> str:
        deleted = f"{self.name} deletes"
        self._connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {quoted_name(deleted)} (file VARCHAR, position BIGINT)"
        )
        if deletes:
            self._connection.execute(
                f"INSERT INTO {quoted_name(deleted)} SELECT local.file, pos "  # noqa: S608 - names are quoted
                "FROM read_parquet($1) JOIN (SELECT unnest($2) AS url, unnest($3) AS file) AS local "
                "ON url = file_path",
                [list(deletes.values()), list(files), list(files.values())],
            )
        self._connection.execute(f"SET VARIABLE {quoted_name(self.name)} = $1", [list(files.values())])
        # By field id: a file that is older than a column has NULL there, one that is older than a name has the values.
        fields = ", ".join(
            f"{field.field_id}: {{name: {quoted_text(column_name(self.number, position))}, "
            f"type: {quoted_text(duckdb_type_of(field.field_type))}, default_value: NULL}}"
            for position, field in enumerate(self.fields)
        )
        relation = (
            f"read_parquet(getvariable({quoted_text(self.name)}), schema = MAP {{{fields}}}, "
            f"filename = '{self.file_column}', file_row_number = true) AS data "
            f"ANTI JOIN {quoted_name(deleted)} AS deleted "
            f"ON deleted.file = data.{self.file_column} AND deleted.position = data.file_row_number"
        )
        if not self._with_path:
            return relation
        urls = quoted_name(f"{self.name} urls")
        self._connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {urls} AS SELECT unnest($1) AS file, unnest($2) AS {quoted_name(PATH)}",
            [list(files.values()), list(files)],
        )
        return f"{relation} JOIN {urls} AS urls ON urls.file = data.{self.file_column}"

    def _create_view(self, relation: str) -> None:
        self._relation = relation
        self._connection.execute(
            f"CREATE OR REPLACE TEMP VIEW {quoted_name(self.name)} AS SELECT {self._columns} FROM {relation}"  # noqa: S608 - names are quoted
        )
