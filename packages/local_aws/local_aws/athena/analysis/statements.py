"""A statement as a whole: its clauses, then its names and types (Trino documentation, "SQL statement syntax")."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from local_aws.athena.analysis.coercion import compared
from local_aws.athena.analysis.constructs import check_constructs
from local_aws.athena.analysis.queries import Queries
from local_aws.athena.analysis.scope import Columns, Relation, Scope
from local_aws.athena.analysis.sources import ColumnsOfTable
from local_aws.athena.analysis.types import SqlType
from local_aws.athena.errors import SqlSyntaxError, TypeMismatchError


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
        self._columns_of_table = columns_of_table

    def check(self, tree: exp.Expr) -> Columns:
        """Return the columns of a query, or none of a statement that changes a table.

        Raises:
            SqlError: Athena refuses the statement, or the local engine has no equal of a part of it.
        """
        if self._is_strict:
            check_constructs(tree)
        match tree:
            case exp.Merge():
                self._check_merge(tree)
            case exp.Update() | exp.Delete():
                self._check_change(tree)
            case exp.Insert():
                self._check_insert(tree)
            case _:
                return self._queries.columns_of(tree, Scope())
        return ()

    def check_value(self, value: exp.Expr) -> SqlType:
        """Return the type of an expression that names no column."""
        return self._queries.expressions.type_of(value, Scope())

    def _check_merge(self, tree: exp.Merge) -> None:
        scope = Scope()
        self._queries.sources.add(tree.this, scope)
        target = scope.relations[0]
        self._queries.sources.add(tree.args["using"], scope)
        self._queries.expressions.check_boolean(tree.args["on"], scope, "MERGE ON clause")
        for when in tree.args["whens"].expressions:
            if condition := when.args.get("condition"):
                self._queries.expressions.check_boolean(condition, scope, "WHEN clause")
            match when.args["then"]:
                case exp.Update() as update:
                    self._assignments(update, scope, target)
                case exp.Insert() as insert if isinstance(insert.expression, exp.Tuple):
                    names: list[exp.Expr] = insert.this.expressions if insert.this else []
                    wanted = [dict(target.columns)[each.name.lower()] for each in names] or [
                        kind for _, kind in target.columns
                    ]
                    self._assigned(insert.expression.expressions, wanted, scope)
                case _:
                    pass

    def _check_change(self, tree: exp.Update | exp.Delete) -> None:
        scope = Scope()
        self._queries.sources.add(tree.this, scope)
        if where := tree.args.get("where"):
            self._queries.expressions.check_boolean(where.this, scope, "WHERE clause")
        if isinstance(tree, exp.Update):
            self._assignments(tree, scope, scope.relations[0])

    def _assignments(self, update: exp.Update, scope: Scope, target: Relation) -> None:
        kinds = dict(target.columns)
        for each in update.expressions:
            name = each.this.name.lower()
            if name not in kinds:
                raise SqlSyntaxError(f"The UPDATE SET target column {name} doesn't exist")
            self._assigned([each.expression], [kinds[name]], scope)

    def _assigned(self, values: Sequence[exp.Expr], wanted: Sequence[SqlType], scope: Scope) -> None:
        if len(values) != len(wanted):
            raise SqlSyntaxError(f"there are {len(values)} values for {len(wanted)} columns")
        for value, kind in zip(values, wanted, strict=True):
            compared(kind, self._queries.expressions.type_of(value, scope), "=")

    def _check_insert(self, tree: exp.Insert) -> None:
        target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
        columns = dict(self._columns_of_table(target))
        names = (
            [each.name.lower() for each in tree.this.expressions]
            if isinstance(tree.this, exp.Schema)
            else list(columns)
        )
        given = self._queries.expressions.columns_of(tree.expression, Scope())
        if len(given) != len(names):
            raise TypeMismatchError(f"Insert query has {len(given)} columns, the table {len(names)}")
        for name, (_, kind) in zip(names, given, strict=True):
            if name not in columns:
                raise SqlSyntaxError(f"Insert column name does not exist in target table: {name}")
            compared(columns[name], kind, "=")
