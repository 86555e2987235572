"""A statement as a whole: its clauses, then its names and types."""

from __future__ import annotations

from sqlglot import exp

from local_aws.athena.analysis.changes import Changes
from local_aws.athena.analysis.constructs import check_constructs
from local_aws.athena.analysis.queries import Queries
from local_aws.athena.analysis.scope import Columns, Scope
from local_aws.athena.analysis.sources import ColumnsOfTable
from local_aws.athena.analysis.types import SqlType


class Analysis:
    """Checks one statement; every expression of it knows its type afterwards."""

    def __init__(self, columns_of_table: ColumnsOfTable, *, is_strict: bool = True) -> None:
        """Check nothing yet.

        Args:
            columns_of_table: Tells the columns of a table of the catalog.
            is_strict: Whether what is not known to be answered alike is refused; else it has no type.
        """
        self._is_strict = is_strict
        self._queries = Queries(columns_of_table, is_strict=is_strict)
        self._changes = Changes(self._queries.expressions, self._queries.sources, columns_of_table)

    def check(self, tree: exp.Expr) -> Columns:
        """Return the columns of a query, or none of a statement that changes a table.

        Raises:
            SqlError: Athena refuses the statement, or the local engine has no equal of a part of it.
        """
        if self._is_strict:
            check_constructs(tree)
        match tree:
            case exp.Merge():
                self._changes.check_merge(tree)
            case exp.Update() | exp.Delete():
                self._changes.check_change(tree)
            case exp.Insert():
                self._changes.check_insert(tree)
            case _:
                return self._queries.columns_of(tree, Scope())
        return ()

    def check_value(self, value: exp.Expr) -> SqlType:
        """Return the type of an expression that names no column."""
        return self._queries.expressions.type_of(value, Scope())
