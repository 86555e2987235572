"""The columns of each query, and the names that its clauses see (Trino documentation, "SELECT")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlglot import exp

from local_aws.athena.analysis.coercion import common_type
from local_aws.athena.analysis.expressions import Expressions
from local_aws.athena.analysis.scope import Columns, Scope
from local_aws.athena.analysis.sources import ColumnsOfTable, Sources, renamed
from local_aws.athena.analysis.types import UNKNOWN, SqlType
from local_aws.athena.analysis.windows import check_window
from local_aws.athena.errors import SqlSyntaxError, TypeMismatchError, UnsupportedStatementError


class Queries:
    """Finds the columns of queries.

    Attributes:
        expressions: What finds the types of the expressions in them.
        sources: What finds the columns of their FROM.
    """

    def __init__(self, columns_of_table: ColumnsOfTable, *, is_strict: bool) -> None:
        self.expressions = Expressions(self.columns_of, is_strict=is_strict)
        self.sources = Sources(self.expressions, columns_of_table)

    def columns_of(self, query: exp.Expr, outer: Scope) -> list[tuple[str, SqlType]]:
        """Return the columns of a query inside a scope."""
        match query:
            case exp.Select():
                return self._select(query, outer)
            case exp.SetOperation():
                return self._set_operation(query, outer)
            case exp.Subquery():
                scope = self._with(query, outer)
                columns = self.columns_of(query.this, scope)
                self._check_order(query, Scope(parent=scope, names=dict(columns)), columns)
                return columns
            case exp.Values():
                return self._values(query, outer)
            case exp.Table():
                return list(self.sources.relation(query, outer).columns)
            case _:
                raise UnsupportedStatementError(f"{query.sql('trino')} is not supported locally")

    def _with(self, query: exp.Expr, outer: Scope) -> Scope:
        scope = Scope(parent=outer)
        if (clause := query.args.get("with_")) is None:
            return scope
        for each in clause.expressions:
            name = each.alias.lower()
            body = each.this
            if clause.recursive and isinstance(body, exp.SetOperation):
                first = self.columns_of(body.this, scope)
                scope.queries[name] = renamed(first, each.args["alias"])
            scope.queries[name] = renamed(self.columns_of(body, scope), each.args["alias"])
        return scope

    def _select(self, query: exp.Select, outer: Scope) -> list[tuple[str, SqlType]]:
        scope = self._with(query, outer)
        scope = Scope(parent=scope)
        if source := query.args.get("from_"):
            self.sources.add(source.this, scope)
        for join in query.args.get("joins") or ():
            self.sources.join(join, scope)
        if where := query.args.get("where"):
            self.expressions.check_boolean(where.this, scope, "WHERE clause")
        for window in query.args.get("windows") or ():
            check_window(self.expressions, window, scope)
            scope.windows.add(window.name.lower())
        columns = [column for each in query.expressions for column in self._selected(each, scope)]
        self._group(query, scope)
        if having := query.args.get("having"):
            self.expressions.check_boolean(having.this, scope, "HAVING clause")
        output = Scope(
            parent=scope, names={name: kind for name, kind in columns if name}, windows=scope.windows
        )
        self._check_order(query, output, columns)
        return columns

    def _selected(self, node: exp.Expr, scope: Scope) -> Iterator[tuple[str, SqlType]]:
        match node:
            case exp.Star():
                if not scope.relations:
                    raise SqlSyntaxError("SELECT * not allowed in queries without FROM clause")
                yield from ((name, kind) for name, kind in scope.columns_of() if name not in scope.names)
                yield from scope.names.items()
            case exp.Column(this=exp.Star()):
                if not any(relation.name == node.table.lower() for relation in scope.relations):
                    raise SqlSyntaxError(f"Unable to resolve reference {node.table}")
                yield from scope.columns_of(node.table.lower())
            case _:
                yield node.output_name.lower(), self.expressions.type_of(node, scope)

    def _group(self, query: exp.Select, scope: Scope) -> None:
        if (group := query.args.get("group")) is None:
            return
        for each in _keys(group):
            if isinstance(each, exp.Literal) and not each.is_string:
                if not 1 <= int(each.name) <= len(query.expressions):
                    raise SqlSyntaxError(f"GROUP BY position {each.name} is not in select list")
            else:
                self.expressions.type_of(each, scope)

    def _check_order(self, query: exp.Expr, scope: Scope, columns: Columns) -> None:
        for each in query.args["order"].expressions if query.args.get("order") else ():
            if isinstance(each.this, exp.Literal) and not each.this.is_string:
                if not 1 <= int(each.this.name) <= len(columns):
                    raise SqlSyntaxError(f"ORDER BY position {each.this.name} is not in select list")
            else:
                self.expressions.type_of(each.this, scope)

    def _set_operation(self, query: exp.SetOperation, outer: Scope) -> list[tuple[str, SqlType]]:
        scope = self._with(query, outer)
        left, right = self.columns_of(query.this, scope), self.columns_of(query.expression, scope)
        name = type(query).__name__.upper()
        if len(left) != len(right):
            raise TypeMismatchError(f"{name} query has different number of fields: {len(left)}, {len(right)}")
        columns: list[tuple[str, SqlType]] = []
        for number, ((column, one), (_, other)) in enumerate(zip(left, right, strict=True), start=1):
            if (common := common_type(one, other)) is None:
                raise TypeMismatchError(
                    f"column {number} in {name} query has incompatible types: {one}, {other}"
                )
            columns.append((column, common))
        self._check_order(query, Scope(names={column: kind for column, kind in columns if column}), columns)
        return columns

    def _values(self, query: exp.Values, outer: Scope) -> list[tuple[str, SqlType]]:
        rows = [each.expressions if isinstance(each, exp.Tuple) else [each] for each in query.expressions]
        columns: list[tuple[str, SqlType]] = [("", UNKNOWN)] * len(rows[0])
        for row in rows:
            if len(row) != len(columns):
                raise SqlSyntaxError("Values rows have mismatched sizes")
            for number, value in enumerate(row):
                kind = self.expressions.type_of(value, outer)
                if (common := common_type(columns[number][1], kind)) is None:
                    raise TypeMismatchError(
                        f"Values rows have mismatched types: {columns[number][1]} vs {kind}"
                    )
                columns[number] = ("", common)
        return columns


def _keys(node: exp.Expr) -> Iterator[exp.Expr]:
    parts: Iterable[exp.Expr] = node.expressions
    for each in parts:
        if isinstance(each, exp.Tuple | exp.Rollup | exp.Cube | exp.GroupingSets):
            yield from _keys(each)
        else:
            yield each.this if isinstance(each, exp.Paren) else each
    for name in ("rollup", "cube", "grouping_sets"):
        for each in node.args.get(name) or ():
            yield from _keys(each)
