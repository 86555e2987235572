"""What an expression reads: columns, fields of rows, elements, and the one value of a subquery."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from local_aws.athena.analysis.coercion import compared
from local_aws.athena.analysis.rule import Rules, Types, unsupported
from local_aws.athena.analysis.scope import Scope
from local_aws.athena.analysis.types import INTEGERS, SqlType
from local_aws.athena.errors import SqlSyntaxError, TypeMismatchError


def _column(_types: Types, node: exp.Column, scope: Scope) -> SqlType:
    if isinstance(node.this, exp.Star):
        raise SqlSyntaxError("a * stands here where a value should")
    if not node.args.get("db"):
        return scope.column(node.name.lower(), node.table.lower())
    # What has more parts leads into rows, from a column that may have its table before it.
    first, *rest = (each.name.lower() for each in node.parts)
    kind = scope.column(rest.pop(0), first) if scope.has(first) else scope.column(first)
    for name in rest:
        kind = _field_of(kind, name, node)
    return kind


def _identifier(_types: Types, node: exp.Identifier, scope: Scope) -> SqlType:
    return scope.column(node.name.lower())


def _wrapped(types: Types, node: exp.Expr, scope: Scope) -> SqlType:
    return types.type_of(node.this, scope)


def _scalar(types: Types, node: exp.Subquery, scope: Scope) -> SqlType:
    columns = types.columns_of(node.this, scope)
    if len(columns) != 1:
        return SqlType("row", tuple(kind for _, kind in columns), tuple(name for name, _ in columns))
    return columns[0][1]


def _subscript(types: Types, node: exp.Bracket, scope: Scope) -> SqlType:
    of = types.type_of(node.this, scope)
    if len(node.expressions) != 1 or isinstance(node.expressions[0], exp.Slice):
        raise unsupported(node)
    index = types.type_of(node.expressions[0], scope)
    if of.name == "array" and index.name in INTEGERS:
        return of.elements[0]
    if of.name == "map":
        compared(of.elements[0], index, "[]")
        return of.elements[1]
    raise TypeMismatchError(f"Cannot use {index} for subscript of {of}")


def _field(types: Types, node: exp.Dot, scope: Scope) -> SqlType:
    return _field_of(types.type_of(node.this, scope), node.expression.name.lower(), node.this)


def _field_of(row: SqlType, name: str, node: exp.Expr) -> SqlType:
    if row.name == "row" and name in row.fields:
        return row.elements[row.fields.index(name)]
    raise TypeMismatchError(f"Expression {node.sql('trino')} is not of type ROW with a field {name}")


RULES: Final[Rules] = {
    exp.Column: _column,
    exp.Identifier: _identifier,
    exp.Paren: _wrapped,
    exp.Alias: _wrapped,
    exp.Subquery: _scalar,
    exp.Bracket: _subscript,
    exp.Dot: _field,
}
