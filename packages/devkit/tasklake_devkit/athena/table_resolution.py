"""The tables and views that a statement names, made into views of DuckDB."""

from datetime import datetime

from duckdb import DuckDBPyConnection
from sqlglot import exp
from sqlglot.errors import OptimizeError
from sqlglot.optimizer.scope import traverse_scope

from tasklake_devkit.athena.clock import freeze_clock
from tasklake_devkit.athena.diagnosis import explained
from tasklake_devkit.athena.dialect import adapt_to_duckdb
from tasklake_devkit.athena.duckdb_sql import duckdb_text, duckdb_type, quoted_name
from tasklake_devkit.athena.errors import (
    SqlError,
    SqlSyntaxError,
    StaleViewError,
    UnknownTableError,
    UnsupportedFunctionError,
)
from tasklake_devkit.athena.glue_catalog import CatalogEntry, GlueCatalog
from tasklake_devkit.athena.hive_scan import HiveScan
from tasklake_devkit.athena.object_mirror import ObjectMirror
from tasklake_devkit.athena.partition_pruning import partition_conditions
from tasklake_devkit.athena.presto_view import PrestoView
from tasklake_devkit.athena.statement import parse_query

_CATALOG = "awsdatacatalog"


class TableResolution:
    """The names of one statement; whatever they stand for is seen at one time.

    Attributes:
        objects: The S3 URLs of the objects that stand behind the tables so far, by their local files.
    """

    def __init__(
        self, connection: DuckDBPyConnection, catalog: GlueCatalog, mirror: ObjectMirror, now: datetime
    ) -> None:
        self._connection = connection
        self._catalog = catalog
        self._mirror = mirror
        self._now = now
        self.objects: dict[str, str] = {}
        self._count = 0
        self._views: dict[str, str] = {}
        self._open_views: list[str] = []

    def resolve(self, query: exp.Query | exp.Values, database: str) -> str:
        """Return a query in DuckDB's SQL, once every table it names is there as a view.

        Args:
            query: The parsed query; changed in place.
            database: Where names without a database belong.

        Raises:
            SqlError: A table cannot be found or read, or a function cannot be translated.
        """
        freeze_clock(query, self._now)
        adapt_to_duckdb(query)
        for table in _catalog_tables(query):
            relation = self._relation(table, database)
            if not table.alias:
                table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name, quoted=True)))
            table.set("this", exp.to_identifier(relation, quoted=True))
            table.set("db", None)
            table.set("catalog", None)
        return duckdb_text(query)

    def _relation(self, table: exp.Table, database: str) -> str:
        if not isinstance(table.this, exp.Identifier):
            raise UnsupportedFunctionError(f"{table.this.sql('trino')} in FROM is not supported locally")
        if table.catalog not in ("", _CATALOG):
            raise UnknownTableError(f"catalog {table.catalog} does not exist; there is only {_CATALOG}")
        entry = self._catalog.find(table.db or database, table.name)
        if entry.view is not None:
            return self._view(entry, entry.view)
        name = self._new_name(entry)
        conditions = partition_conditions(table, {key.name for key in entry.partition_keys})
        with explained(self.objects):
            scan = HiveScan(self._connection, self._mirror, entry)
            self.objects |= scan.create_view(name, conditions, self._now)
        return name

    def _view(self, entry: CatalogEntry, view: PrestoView) -> str:
        name = str(entry)
        if name in self._open_views:
            raise StaleViewError(f"view {name} refers to itself")
        if name not in self._views:
            self._open_views.append(name)
            try:
                self._views[name] = self._create_view(entry, view)
            except SqlError as error:
                raise type(error)(f"in view {name}: {error}") from error
            self._open_views.pop()
        return self._views[name]

    def _create_view(self, entry: CatalogEntry, view: PrestoView) -> str:
        body = self.resolve(parse_query(view.sql), view.schema or entry.database)
        name = self._new_name(entry)
        declared = [column.name.lower() for column in view.columns]
        with explained(self.objects):
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

    def _new_name(self, entry: CatalogEntry) -> str:
        self._count += 1
        return f"{entry}#{self._count}"


def _catalog_tables(query: exp.Expr) -> list[exp.Table]:
    """Return the references that no CTE of the query answers; names become lower case, as in Athena."""
    for node in query.find_all(exp.Table, exp.CTE):
        for identifier in (node.this, node.args.get("db"), node.args.get("catalog"), _cte_name(node)):
            if isinstance(identifier, exp.Identifier):
                identifier.set("this", identifier.name.lower())
    try:
        sources = [source for scope in traverse_scope(query) for source in scope.sources.values()]
    except OptimizeError as error:
        raise SqlSyntaxError(str(error)) from error
    # A lateral join sees the sources of the scope around it, too.
    return list({id(source): source for source in sources if isinstance(source, exp.Table)}.values())


def _cte_name(node: exp.Expr) -> exp.Expr | None:
    alias = node.args.get("alias") if isinstance(node, exp.CTE) else None
    return alias.this if isinstance(alias, exp.TableAlias) else None
