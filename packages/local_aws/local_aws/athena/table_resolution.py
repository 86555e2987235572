"""The tables and views that a statement names, made into views of DuckDB."""

from datetime import datetime
from functools import cache

from sqlglot import exp

from local_aws.athena.clock import freeze_clock
from local_aws.athena.dialect import adapt_to_duckdb
from local_aws.athena.duckdb_sql import duckdb_text
from local_aws.athena.errors import (
    SqlError,
    StaleViewError,
    UnknownTableError,
    UnsupportedFunctionError,
    UnsupportedStatementError,
)
from local_aws.athena.glue_catalog import CatalogEntry, GlueCatalog
from local_aws.athena.partition_pruning import partition_conditions
from local_aws.athena.presto_view import PrestoView
from local_aws.athena.pushable_conditions import make_conditions_pushable
from local_aws.athena.relations import Relations
from local_aws.athena.scan_columns import PATH
from local_aws.athena.statement import parse_query
from local_aws.athena.table_references import catalog_tables

_CATALOG = "awsdatacatalog"


class TableResolution:
    """The names of one statement; whatever they stand for is seen at one time.

    Attributes:
        relations: What the names stand for so far.
    """

    def __init__(self, catalog: GlueCatalog, relations: Relations, now: datetime) -> None:
        self.relations = relations
        self._find = cache(catalog.find)
        self._now = now
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
        self.translate(query)
        return self.resolve_translated(query, database)

    def translate(self, tree: exp.Expr) -> None:
        """Put a tree into DuckDB's terms, in place; its tables stay names."""
        freeze_clock(tree, self._now)
        adapt_to_duckdb(tree)
        make_conditions_pushable(tree)

    def resolve_translated(self, query: exp.Query | exp.Values, database: str) -> str:
        """Do what `resolve` does with a query that went through `translate`, or is a part of what did."""
        self._name_relations(query, database)
        sql = duckdb_text(query)
        self.relations.open(sql)
        return sql

    def changeable(self, table: exp.Table, database: str) -> CatalogEntry:
        """Return the table that a statement changes.

        Raises:
            UnknownTableError: There is no such table.
            UnsupportedStatementError: It is not an Iceberg table.
        """
        entry = self._entry(table, database)
        if not entry.is_iceberg:
            kind = "a table of raw Parquet objects" if entry.view is None else "a view"
            raise UnsupportedStatementError(f"{entry} is {kind}; only Iceberg tables can be changed")
        return entry

    def _name_relations(self, query: exp.Query | exp.Values, database: str) -> None:
        with_path = any(column.name == PATH for column in query.find_all(exp.Column))
        if with_path and any(select.is_star for select in query.find_all(exp.Select)):
            raise UnsupportedStatementError(f'a query of "{PATH}" names its columns locally, in place of *')
        for table in catalog_tables(query):
            if table.name in self.relations:
                continue
            relation = self._relation(table, database, with_path=with_path)
            if not table.alias:
                table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name, quoted=True)))
            table.set("this", exp.to_identifier(relation, quoted=True))
            table.set("db", None)
            table.set("catalog", None)
            table.set("version", None)

    def _entry(self, table: exp.Table, database: str) -> CatalogEntry:
        if not isinstance(table.this, exp.Identifier):
            raise UnsupportedFunctionError(f"{table.this.sql('trino')} in FROM is not supported locally")
        if table.catalog.lower() not in ("", _CATALOG):
            raise UnknownTableError(f"catalog {table.catalog} does not exist; there is only {_CATALOG}")
        return self._find((table.db or database).lower(), table.name.lower())

    def _relation(self, table: exp.Table, database: str, *, with_path: bool) -> str:
        entry = self._entry(table, database)
        version = table.args.get("version")
        if entry.is_iceberg:
            return self.relations.add_iceberg_table(entry, version, with_path=with_path).name
        if version is not None:
            raise UnsupportedStatementError(f"{entry} has no versions; only Iceberg tables have")
        if entry.view is not None:
            return self._view(entry, entry.view)
        conditions = partition_conditions(table, {key.name for key in entry.partition_keys})
        return self.relations.add_raw_table(entry, conditions, with_path=with_path)

    def _view(self, entry: CatalogEntry, view: PrestoView) -> str:
        name = str(entry)
        if name in self._open_views:
            raise StaleViewError(f"view {name} refers to itself")
        if name not in self._views:
            self._open_views.append(name)
            try:
                query = parse_query(view.sql)
                self.translate(query)
                self._name_relations(query, view.schema or entry.database)
                self._views[name] = self.relations.add_view(entry, view, duckdb_text(query))
            except SqlError as error:
                raise type(error)(f"in view {name}: {error}") from error
            self._open_views.pop()
        return self._views[name]
