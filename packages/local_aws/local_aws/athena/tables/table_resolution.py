"""The tables and views that a statement names, made into views of DuckDB."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from sqlglot import exp

from local_aws.athena.analysis.scope import Columns
from local_aws.athena.analysis.statements import Analysis
from local_aws.athena.analysis.types import VARCHAR
from local_aws.athena.errors import (
    SqlError,
    SqlSyntaxError,
    StaleViewError,
    UnknownTableError,
    UnsupportedFunctionError,
    UnsupportedStatementError,
)
from local_aws.athena.scans.partition_pruning import partition_conditions
from local_aws.athena.scans.scan_columns import PATH
from local_aws.athena.syntax.dialect import adapt_to_duckdb, translate_calls
from local_aws.athena.syntax.duckdb_sql import duckdb_text
from local_aws.athena.syntax.fetch_with_ties import keep_ties
from local_aws.athena.syntax.statement import parse_query
from local_aws.athena.tables import information_schema
from local_aws.athena.tables.glue_catalog import CatalogEntry, GlueCatalog, athena_columns
from local_aws.athena.tables.presto_view import PrestoView
from local_aws.athena.tables.relations import Relations
from local_aws.athena.tables.subquery_bounds import compute_bounds
from local_aws.athena.tables.table_references import catalog_tables
from local_aws.athena.translation.clock import freeze_clock
from local_aws.athena.translation.pushable_conditions import make_conditions_pushable
from local_aws.athena.translation.typed_translation import translate_types


class TableResolution:
    """The names of one statement; whatever they stand for is seen at one time.

    Attributes:
        relations: What the names stand for so far.
        is_strict: Whether a statement is refused that Athena might answer otherwise.
        columns: Those of the query that was resolved last, with Athena's types.
    """

    def __init__(
        self,
        catalog: GlueCatalog,
        relations: Relations,
        now: datetime,
        check_read: Callable[[CatalogEntry], None],
    ) -> None:
        self.relations = relations
        self.is_strict = True
        self.columns: Columns = ()
        self._catalog = catalog
        self._check_read = check_read
        self._find = cache(self._readable)
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
        try:
            self.columns = self.translate(query, database)
            return self.resolve_translated(query, database)
        except RecursionError as error:
            raise SqlSyntaxError("the statement is nested too deeply") from error

    def translate(self, tree: exp.Expr, database: str) -> Columns:
        """Check a statement as Athena does, and put it into DuckDB's terms, in place; its tables stay names."""
        with_path = names_path(tree)
        columns = Analysis(
            lambda table: self._columns(table, database, with_path=with_path), is_strict=self.is_strict
        ).check(tree)
        self._translate_checked(tree)
        make_conditions_pushable(tree)
        return columns

    def _translate_checked(self, tree: exp.Expr) -> None:
        translate_types(tree)
        keep_ties(tree)
        translate_calls(tree)
        freeze_clock(tree, self._now)
        adapt_to_duckdb(tree)

    def resolve_translated(self, query: exp.Query | exp.Values, database: str) -> str:
        """Do what `resolve` does with a query that went through `translate`, or is a part of what did."""
        self._name_relations(query, database)
        sql = duckdb_text(query)
        self.relations.open(sql)
        return sql

    def constant(self, query: exp.Query, database: str) -> exp.Expr:
        """Return the value of a query of one column that went through `translate`, as a constant of DuckDB's.

        Raises:
            SqlError: It has several rows, or names columns of the rows around it.
        """
        self._name_relations(query, database)
        return self.relations.constant(duckdb_text(query))

    def changeable(self, table: exp.Table, database: str) -> CatalogEntry:
        """Return the table that a statement changes.

        Raises:
            UnknownTableError: There is no such table.
            UnsupportedStatementError: It is not an Iceberg table.
        """
        entry = self._entry(table, database)
        if not entry.is_iceberg:
            kind = "a table of raw Parquet objects" if entry.view is None else "a view"
            raise UnsupportedStatementError(
                f"{entry} is {kind}; only Iceberg tables can be changed; CREATE TABLE AS makes a table of other rows"
            )
        return entry

    def _name_relations(self, query: exp.Query | exp.Values, database: str) -> None:
        with_path = names_path(query)
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
        compute_bounds(query, lambda bound: self.relations.constant(duckdb_text(bound)))

    def _entry(self, table: exp.Table, database: str) -> CatalogEntry:
        if not isinstance(table.this, exp.Identifier):
            raise UnsupportedFunctionError(f"{table.this.sql('trino')} in FROM is not supported locally")
        if table.catalog.lower() not in ("", information_schema.CATALOG):
            raise UnknownTableError(
                f"catalog {table.catalog} does not exist; there is only {information_schema.CATALOG}"
            )
        name, _, _ = table.name.lower().partition("$")
        return self._find((table.db or database).lower(), name)

    def _readable(self, database: str, name: str) -> CatalogEntry:
        entry = self._catalog.find(database, name)
        self._check_read(entry)
        return entry

    def _columns(self, table: exp.Table, database: str, *, with_path: bool) -> Columns:
        if table.db.lower() == information_schema.DATABASE:
            return information_schema.known_columns(table.name.lower())
        entry = self._entry(table, database)
        version = table.args.get("version")
        if metadata := _metadata(table):
            if version is not None:
                raise UnsupportedStatementError(
                    f"{entry}${metadata} has no versions; it tells of the table as it is"
                )
            return self.relations.iceberg.metadata_columns(entry, metadata)
        if version is None or not entry.is_iceberg:
            path = [(PATH, VARCHAR)] if with_path and entry.view is None else []
            return [*athena_columns(entry), *path]
        # The table itself says which version; its columns are needed before the statement is translated.
        version = version.copy()
        Analysis(lambda _: ()).check_value(version.expression)
        self._translate_checked(version)
        return self.relations.iceberg.columns_at(entry, version)

    def _relation(self, table: exp.Table, database: str, *, with_path: bool) -> str:
        if table.db.lower() == information_schema.DATABASE:
            return self.relations.add_rows(
                f"{table.db}.{table.name}".lower(),
                information_schema.rows_of(self._catalog, table.name.lower()),
            )
        entry = self._entry(table, database)
        version = table.args.get("version")
        if metadata := _metadata(table):
            return self.relations.add_rows(str(entry), self.relations.iceberg.metadata(entry, metadata))
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
                database = view.schema or entry.database
                self.translate(query, database)
                self._name_relations(query, database)
                self._views[name] = self.relations.add_view(entry, view, duckdb_text(query))
            except SqlError as error:
                raise type(error)(f"in view {name}: {error}") from error
            self._open_views.pop()
        return self._views[name]


def _metadata(table: exp.Table) -> str:
    return table.name.lower().partition("$")[2]


def names_path(tree: exp.Expr) -> bool:
    """Return whether a statement asks for the object of a row."""
    return any(column.name == PATH for column in tree.find_all(exp.Column))
