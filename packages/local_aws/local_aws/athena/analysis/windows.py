"""Window functions, and what stands around an aggregate (Trino documentation, "Window functions")."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from local_aws.athena.analysis.rule import Rules, Types, unsupported
from local_aws.athena.analysis.scope import Scope
from local_aws.athena.analysis.types import INTEGERS, SqlType
from local_aws.athena.errors import SqlSyntaxError

_WITHOUT_FRAME: Final = {
    *("row_number", "rank", "dense_rank", "ntile", "percent_rank", "cume_dist", "lag", "lead"),
}


def check_window(types: Types, node: exp.Expr, scope: Scope) -> None:
    """Check a definition of a window, after OVER or in WINDOW.

    Raises:
        SqlError: Athena refuses it, or the local engine has no equal.
    """
    for each in node.args.get("partition_by") or ():
        types.type_of(each, scope)
    if order := node.args.get("order"):
        for each in order.expressions:
            types.type_of(each.this, scope)
    if spec := node.args.get("spec"):
        if spec.args.get("exclude") or (spec.args.get("kind") or "").upper() not in ("ROWS", "RANGE"):
            raise unsupported(node)
        for side in ("start", "end"):
            if isinstance(bound := spec.args.get(side), exp.Expr):
                kind = types.type_of(bound, scope)
                if spec.args["kind"].upper() == "RANGE" and kind.name not in INTEGERS:
                    raise unsupported(node)


def _window(types: Types, node: exp.Window, scope: Scope) -> SqlType:
    name = node.args.get("alias")
    if name and name.name.lower() not in scope.windows:
        raise SqlSyntaxError(f"Cannot resolve WINDOW name {name.name}")
    check_window(types, node, scope)
    if node.args.get("spec") and node.this.name.lower() in _WITHOUT_FRAME:
        raise SqlSyntaxError(f"Cannot specify window frame for {node.this.name} function")
    return types.type_of(node.this, scope)


def _filter(types: Types, node: exp.Filter, scope: Scope) -> SqlType:
    types.check_boolean(node.expression.this, scope, "FILTER clause")
    return types.type_of(node.this, scope)


def _nulls(types: Types, node: exp.IgnoreNulls | exp.RespectNulls, scope: Scope) -> SqlType:
    return types.type_of(node.this, scope)


RULES: Final[Rules] = {
    exp.Window: _window,
    exp.Filter: _filter,
    exp.IgnoreNulls: _nulls,
    exp.RespectNulls: _nulls,
}
