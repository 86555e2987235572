"""A Hive table of Parquet objects as a DuckDB view over the files that matter to one reference."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from os.path import commonprefix

import pyarrow as pa
from duckdb import DuckDBPyConnection
from sqlglot import exp

from local_aws.athena.errors import UnsupportedTableError
from local_aws.athena.scans.object_mirror import ObjectMirror, S3Object
from local_aws.athena.scans.partition_projection import PartitionProjection, read_projection
from local_aws.athena.scans.projected_values import ProjectionError
from local_aws.athena.scans.scan_columns import PATH, column_name, file_column_name
from local_aws.athena.scans.scanned_bytes import OpenedScan
from local_aws.athena.syntax.duckdb_sql import duckdb_text, duckdb_type, quoted_name, quoted_text
from local_aws.athena.tables.glue_catalog import CatalogEntry, Column

# No column is called so.
_ID = "#"


class HiveScan:
    """The objects of one table that a query can see and its WHERE does not rule out."""

    def __init__(self, connection: DuckDBPyConnection, mirror: ObjectMirror, table: CatalogEntry) -> None:
        self._connection = connection
        self._mirror = mirror
        self._table = table

    def create_view(
        self, name: str, *, number: int, conditions: Sequence[exp.Expr], now: datetime, with_path: bool
    ) -> OpenedScan:
        """Create the temporary view `name`: the table's columns, then its partition keys, then "$path" where it is wanted.

        Args:
            name: Unique in the session.
            number: What tells its columns' scanned names from other scans'.
            conditions: In DuckDB's terms, on partition keys only.
            now: The statement's time, for a projected range that has NOW in it.
            with_path: Whether "$path" is wanted.

        Raises:
            UnsupportedTableError: The partitions are not projected, or not in a supported way.
        """
        objects = self._objects(conditions, now)
        fetched = self._mirror.fetch(objects)
        files = {str(path): {**objects[listed], PATH: listed.url} for listed, path in fetched.items()}
        keys = [*self._table.partition_keys, *([Column(PATH, "string", "")] if with_path else [])]
        self._connection.execute(
            f"CREATE TEMP VIEW {quoted_name(name)} AS "
            + (self._select_from(name, number, files, keys) if files else self._select_nothing(keys))
        )
        return OpenedScan(
            number=number,
            columns=[column.name for column in self._table.columns],
            files={str(path): listed.url for listed, path in fetched.items()},
        )

    def _objects(self, conditions: Sequence[exp.Expr], now: datetime) -> dict[S3Object, dict[str, str]]:
        projection = self._projection(now)
        found = [
            (listed, partition)
            for listed in self._listed(projection, conditions)
            if (partition := projection.partition_of(listed.url)) is not None
        ]
        passed = self._passing([partition for _, partition in found], conditions)
        return {found[row][0]: found[row][1] for row in passed}

    def _projection(self, now: datetime) -> PartitionProjection:
        try:
            return read_projection(
                keys=[key.name for key in self._table.partition_keys],
                parameters=self._table.parameters,
                location=self._table.location,
                now=now,
            )
        except ProjectionError as error:
            raise UnsupportedTableError(f"{self._table}: {error}") from error

    def _listed(self, projection: PartitionProjection, conditions: Sequence[exp.Expr]) -> Iterator[S3Object]:
        """List what lies between the first and the last partition that the outer key's conditions let pass."""
        key = projection.outer_key
        if key is None:
            return self._mirror.list(projection.root)
        about_key = [
            part
            for part in conditions
            if all(column.name.lower() == key for column in part.find_all(exp.Column))
        ]
        if not about_key:
            return self._mirror.list(projection.root)
        passed = self._first_and_last(key, projection.values[key], about_key)
        if passed is None:
            return iter(())
        first, last = map(projection.outer_prefix, passed)
        shared = commonprefix([first, last])  # noqa: RUF071 - of characters, as prefixes in S3 are
        return self._mirror.list(shared, first=first, last=last)

    def _first_and_last(
        self, key: str, values: frozenset[str], conditions: Sequence[exp.Expr]
    ) -> tuple[str, str] | None:
        """Return the first and the last value of a key for which all conditions are true; None where there is none."""
        (kind,) = (column.type for column in self._table.partition_keys if column.name == key)
        self._connection.register("values", _column(values))
        where = " AND ".join(f"({duckdb_text(part)})" for part in conditions)
        ((first, last),) = self._connection.execute(
            f"SELECT min(spelled), max(spelled) FROM (SELECT spelled, CAST(spelled AS {duckdb_type(kind, 'hive')}) "  # noqa: S608 - the analyst's own WHERE
            f'AS {quoted_name(key)} FROM "values") WHERE {where}'
        ).fetchall()
        self._connection.unregister("values")
        return None if first is None else (first, last)

    def _passing(self, partitions: Sequence[Mapping[str, str]], conditions: Sequence[exp.Expr]) -> list[int]:
        """Return the positions of the partitions for which all conditions are true."""
        rows = list(range(len(partitions)))
        if not rows or not conditions:
            return rows
        self._create_table("partitions", rows, partitions, self._table.partition_keys)
        where = " AND ".join(f"({duckdb_text(part)})" for part in conditions)
        passed = self._connection.execute(
            f'SELECT "{_ID}" FROM partitions WHERE {where} ORDER BY 1'  # noqa: S608 - the analyst's own WHERE
        )
        return [row for (row,) in passed.fetchall()]

    def _create_table(
        self,
        name: str,
        ids: Sequence[object],
        partitions: Sequence[Mapping[str, str]],
        columns: Sequence[Column],
    ) -> None:
        keys = [key for key in columns if key.name in partitions[0]]
        values = "".join(
            f", CAST(unnest(${number}) AS {duckdb_type(key.type, 'hive')}) AS {quoted_name(key.name)}"
            for number, key in enumerate(keys, start=2)
        )
        self._connection.execute(
            f'CREATE OR REPLACE TEMP TABLE {quoted_name(name)} AS SELECT unnest($1) AS "{_ID}"{values}',
            [ids, *([partition[key.name] for partition in partitions] for key in keys)],
        )

    def _select_from(
        self, name: str, number: int, files: Mapping[str, Mapping[str, str]], keys: Sequence[Column]
    ) -> str:
        partitions = f"{name} partitions"
        self._create_table(partitions, list(files), list(files.values()), keys)
        self._connection.execute(f"SET VARIABLE {quoted_name(name)} = $1", [list(files)])
        scanned = {
            column: column_name(number, position) for position, column in enumerate(self._table.columns)
        }
        # The declared schema, not the files': an older file lacks columns, a newer one has more.
        fields = ", ".join(
            f"{quoted_text(column.name)}: {{name: {quoted_text(local)}, "
            f"type: {quoted_text(duckdb_type(column.type, 'hive'))}, default_value: NULL}}"
            for column, local in scanned.items()
        )
        columns = [f"{local} AS {quoted_name(column.name)}" for column, local in scanned.items()]
        file = file_column_name(number)
        return (
            f"SELECT {', '.join([*columns, *(quoted_name(key.name) for key in keys)])} FROM read_parquet("  # noqa: S608 - names are quoted
            f"getvariable({quoted_text(name)}), schema = MAP {{{fields}}}, filename = '{file}') "
            f'JOIN {quoted_name(partitions)} ON "{_ID}" = {file}'
        )

    def _select_nothing(self, keys: Sequence[Column]) -> str:
        columns = ", ".join(
            f"CAST(NULL AS {duckdb_type(column.type, 'hive')}) AS {quoted_name(column.name)}"
            for column in (*self._table.columns, *keys)
        )
        return f"SELECT {columns} WHERE false"


@lru_cache(maxsize=8)
def _column(values: frozenset[str]) -> pa.Table:
    """Return the values of a partition key, of which an hourly one has thousands, as a table."""
    return pa.table({"spelled": pa.array(list(values), pa.string())})
