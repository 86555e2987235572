"""Conditions (Trino documentation, "Logical operators" and "Comparison functions and operators")."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from local_aws.athena.analysis.coercion import compared
from local_aws.athena.analysis.rule import Rules, Types, unsupported
from local_aws.athena.analysis.scope import Scope
from local_aws.athena.analysis.types import BOOLEAN, SqlType
from local_aws.athena.errors import SqlSyntaxError, TypeMismatchError

_OPERATORS: Final[dict[type[exp.Expr], str]] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.NullSafeEQ: "IS DISTINCT FROM",
    exp.NullSafeNEQ: "IS DISTINCT FROM",
}


def _logical(types: Types, node: exp.Connector, scope: Scope) -> SqlType:
    for side in (node.left, node.right):
        types.check_boolean(side, scope, "Logical expression term")
    return BOOLEAN


def _not(types: Types, node: exp.Not, scope: Scope) -> SqlType:
    types.check_boolean(node.this, scope, "Value of logical NOT expression")
    return BOOLEAN


def _comparison(types: Types, node: exp.Expr, scope: Scope) -> SqlType:
    operator = _OPERATORS[type(node)]
    if isinstance(node.expression, exp.Any | exp.All):
        query = node.expression.this
        ((_, kind),) = types.columns_of(query.this if isinstance(query, exp.Subquery) else query, scope)
        compared(types.type_of(node.this, scope), kind, operator)
    else:
        compared(types.type_of(node.this, scope), types.type_of(node.expression, scope), operator)
    return BOOLEAN


def _is(types: Types, node: exp.Is, scope: Scope) -> SqlType:
    types.type_of(node.this, scope)
    if not isinstance(node.expression, exp.Null):
        raise SqlSyntaxError(f"{node.sql('trino')}: IS takes NULL, NOT NULL and DISTINCT FROM")
    return BOOLEAN


def _between(types: Types, node: exp.Between, scope: Scope) -> SqlType:
    kind = types.type_of(node.this, scope)
    for bound in (node.args["low"], node.args["high"]):
        compared(kind, types.type_of(bound, scope), "BETWEEN")
    return BOOLEAN


def _in(types: Types, node: exp.In, scope: Scope) -> SqlType:
    kind = types.type_of(node.this, scope)
    if node.args.get("unnest") or node.args.get("field"):
        raise unsupported(node)
    if query := node.args.get("query"):
        columns = types.columns_of(query.this if isinstance(query, exp.Subquery) else query, scope)
        if kind.name != "row" and len(columns) != 1:
            raise SqlSyntaxError(f"the subquery of IN has {len(columns)} columns, not one")
        kinds = [column for _, column in columns] if kind.name != "row" else []
    else:
        kinds = [types.type_of(each, scope) for each in node.expressions]
    for each in kinds:
        compared(kind, each, "IN")
    return BOOLEAN


def _like(types: Types, node: exp.Like, scope: Scope) -> SqlType:
    pattern = node.expression
    parts = [node.this, pattern.this if isinstance(pattern, exp.Escape) else pattern]
    for part in parts:
        kind = types.type_of(part, scope)
        if kind.name not in ("varchar", "unknown"):
            raise TypeMismatchError(
                f"Left and right side of LIKE expression must evaluate to a varchar (actual: {kind})"
            )
    return BOOLEAN


def _escape(types: Types, node: exp.Escape, scope: Scope) -> SqlType:
    if not isinstance(node.this, exp.Like):
        raise unsupported(node)
    if types.type_of(node.expression, scope).name != "varchar":
        raise TypeMismatchError("the escape of LIKE is a text of one character")
    return types.type_of(node.this, scope)


def _exists(types: Types, node: exp.Exists, scope: Scope) -> SqlType:
    types.columns_of(node.this, scope)
    return BOOLEAN


RULES: Final[Rules] = {
    **dict.fromkeys(_OPERATORS, _comparison),
    exp.And: _logical,
    exp.Or: _logical,
    exp.Not: _not,
    exp.Is: _is,
    exp.Between: _between,
    exp.In: _in,
    exp.Like: _like,
    exp.Escape: _escape,
    exp.Exists: _exists,
}
