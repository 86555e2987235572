"""A checked tree: the types in it, and nodes put in the place of others."""

from collections.abc import Callable, Sequence
from typing import Final

from sqlglot import exp

from local_aws.athena.analysis.expressions import TYPE
from local_aws.athena.analysis.types import UNKNOWN, SqlType
from local_aws.athena.tree_edits import put

WRAPPERS: Final = (exp.Filter, exp.Window, exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls)
"""What may stand around an aggregate, and belongs to its call."""


def type_of(node: exp.Expr) -> SqlType:
    """Return the type of an expression, unknown where the analysis found none."""
    kind: SqlType = node.meta.get(TYPE, UNKNOWN)
    return kind


def put_around(node: exp.Expr, build: Callable[[exp.Expr], exp.Expr]) -> None:
    """Put what is built of a node in its place, without a copy of it."""
    hole = exp.Placeholder()
    built = build(hole)
    built.meta[TYPE] = node.meta.get(TYPE)
    put(node, built)
    put(hole, node)


def cast_to(node: exp.Expr, kind: SqlType) -> None:
    """Put a CAST around a node."""
    put_around(node, lambda hole: exp.Cast(this=hole, to=exp.DataType.build(str(kind), dialect="trino")))


def put_call(node: exp.Expr, function: str, arguments: Sequence[exp.Expr]) -> exp.Expr:
    """Put a call in the place of a node, and return it."""
    call = exp.Anonymous(this=function, expressions=list(arguments))
    call.meta[TYPE] = node.meta.get(TYPE)
    return put(node, call)


def whole_call(node: exp.Expr) -> exp.Expr:
    """Return a call with what belongs to it, such as FILTER and OVER."""
    while isinstance(node.parent, WRAPPERS) and node.parent.this is node:
        node = node.parent
    return node
