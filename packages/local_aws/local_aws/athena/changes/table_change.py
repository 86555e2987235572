"""MERGE, DELETE, UPDATE and INSERT of an Iceberg table: computed by DuckDB, committed by Iceberg's library."""

from collections import Counter
from dataclasses import dataclass

from duckdb import DuckDBPyConnection
from sqlglot import exp

from local_aws.athena.changes.merge_reach import merge_reach
from local_aws.athena.changes.working_copy import WorkingCopy
from local_aws.athena.diagnosis import explained
from local_aws.athena.errors import UnsupportedStatementError
from local_aws.athena.results.result import mark_unnamed_columns
from local_aws.athena.scans.iceberg_scan import IcebergScan
from local_aws.athena.syntax.duckdb_sql import duckdb_text, quoted_name
from local_aws.athena.syntax.tree_edits import put
from local_aws.athena.tables.table_resolution import TableResolution

_SOURCE = "#source"


@dataclass(frozen=True, slots=True)
class RowCounts:
    """How many rows a statement inserted, updated and deleted."""

    inserted: int = 0
    updated: int = 0
    deleted: int = 0


class TableChange:
    """One statement over one snapshot of its target; it becomes at most one snapshot more."""

    def __init__(self, connection: DuckDBPyConnection, tables: TableResolution, database: str) -> None:
        """Change nothing yet.

        Args:
            connection: The session of this statement alone.
            tables: The tables of that session.
            database: Where names without a database belong.
        """
        self._connection = connection
        self._tables = tables
        self._database = database

    def run(self, statement: exp.Merge | exp.Delete | exp.Update | exp.Insert) -> RowCounts:
        """Run the statement; when it changes no row, nothing is committed.

        Raises:
            SqlError: Nothing was written; its subclasses say why.
        """
        self._tables.translate(statement, self._database)
        match statement:
            case exp.Merge():
                return self._merge(statement)
            case exp.Delete():
                return RowCounts(deleted=self._change_where(statement, []))
            case exp.Update():
                return RowCounts(updated=self._change_where(statement, statement.expressions))
            case exp.Insert():
                return self._insert(statement)

    def _merge(self, merge: exp.Merge) -> RowCounts:
        _refuse_other_merges(merge)
        table = self._tables.changeable(merge.this, self._database)
        on, using = merge.args["on"], merge.args["using"]
        for subquery in list(on.find_all(exp.Subquery)):
            put(subquery, self._tables.constant(subquery.this, self._database))
        rows_of_source = self._tables.resolve_translated(exp.select("*").from_(using), self._database)
        with explained(self._tables.relations.origins):
            self._connection.execute(f'CREATE TEMP TABLE "{_SOURCE}" AS {rows_of_source}')
            if not self._connection.table(quoted_name(_SOURCE)).limit(1).fetchall():
                return RowCounts()
        scan = self._tables.relations.add_iceberg_table(table)
        target, source = merge.this.alias_or_name, using.alias_or_name
        # The rows of the target that the source can match are all that a MERGE may touch.
        matches = (
            exp.select("*")
            .from_(_table(_SOURCE, source))
            .join(_table(scan.name, target), on=on, join_type="left")
        )
        reach = merge_reach(self._connection, on, scan.fields, source=_SOURCE, source_alias=source)
        self._tables.relations.open(duckdb_text(matches), reach=reach)
        merge.set("this", _table(scan.table_name, target))
        merge.set("using", _table(_SOURCE, source))
        for insert in merge.args["whens"].find_all(exp.Insert):
            if insert.this is None:
                insert.set("this", exp.Tuple(expressions=_names(scan)))
        actions = Counter(self._change_copy(scan, merge, "merge_action"))
        return RowCounts(actions["INSERT"], actions["UPDATE"], actions["DELETE"])

    def _change_where(self, change: exp.Delete | exp.Update, assignments: list[exp.Expr]) -> int:
        scan = self._tables.relations.add_iceberg_table(self._tables.changeable(change.this, self._database))
        target = change.this.alias_or_name
        read = exp.select("*", *(assignment.expression for assignment in assignments)).from_(
            _table(scan.name, target)
        )
        if change.args.get("where"):
            read = read.where(change.args["where"].this)
        self._tables.resolve_translated(read, self._database)
        # Subqueries in these now name the relations that were made for them.
        change.set("where", read.args.get("where"))
        for assignment, value in zip(assignments, read.expressions[1:], strict=True):
            assignment.set("expression", value)
        change.set("this", _table(scan.table_name, target))
        return len(self._change_copy(scan, change, "1"))

    def _insert(self, insert: exp.Insert) -> RowCounts:
        names = insert.this.expressions if isinstance(insert.this, exp.Schema) else []
        table = self._tables.changeable(
            insert.this.this if isinstance(insert.this, exp.Schema) else insert.this, self._database
        )
        rows = insert.expression
        query = mark_unnamed_columns(rows) if isinstance(rows, exp.Values) else rows
        self._tables.resolve_translated(query, self._database)
        # Not opened: no row that is there already matters.
        scan = self._tables.relations.add_iceberg_table(table)
        insert.set("this", exp.Schema(this=_table(scan.table_name), expressions=names or _names(scan)))
        insert.set("expression", query)
        return RowCounts(inserted=len(self._change_copy(scan, insert, "1")))

    def _change_copy(self, scan: IcebergScan, change: exp.Expr, returning: str) -> list[object]:
        with explained(self._tables.relations.origins):
            copy = WorkingCopy(self._connection, scan)
            changed = self._connection.execute(
                f"{duckdb_text(change)} RETURNING {returning}, {scan.file_column}"
            ).fetchall()
            self._tables.relations.running.raise_if_cancelled()
            copy.commit([file for _, file in changed])
        return [value for value, _ in changed]


def _refuse_other_merges(merge: exp.Merge) -> None:
    whens = merge.args["whens"]
    if any(when.args.get("source") for when in whens.expressions):
        raise UnsupportedStatementError("Athena's MERGE has no WHEN NOT MATCHED BY SOURCE")
    if whens.find(exp.Star):
        raise UnsupportedStatementError("Athena's MERGE has no UPDATE * and INSERT *; name the columns")
    if whens.find(exp.Query):
        raise UnsupportedStatementError("subqueries of a MERGE are supported locally in USING and ON only")


def _table(name: str, alias: str = "") -> exp.Table:
    table_alias = exp.TableAlias(this=exp.to_identifier(alias, quoted=True)) if alias else None
    return exp.Table(this=exp.to_identifier(name, quoted=True), alias=table_alias)


def _names(scan: IcebergScan) -> list[exp.Expr]:
    return [exp.to_identifier(field.name, quoted=True) for field in scan.fields]
