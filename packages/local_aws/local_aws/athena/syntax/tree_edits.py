"""Nodes of a parsed statement put in the place of others, and the types that the analysis has found for them."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

from sqlglot import exp

from local_aws.athena.analysis.types import TYPE, UNKNOWN, SqlType

_WRAPPERS: Final = (exp.Filter, exp.Window, exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls)


def put[Node: exp.Expr](node: exp.Expr, built: Node) -> Node:
    """Put what is built in the place of a node, and return it; a root stays where it is.

    As `replace` of sqlglot, which visits every neighbour of the node: in a long list that takes the square of its length.
    """
    parent, key, index = node.parent, node.arg_key, node.index
    if parent is None or key is None or parent is built:
        return built
    if index is None:
        parent.set(key, built)
    else:
        parent.args[key][index] = built
        built.parent, built.arg_key, built.index = parent, key, index
    if built is not node:
        node.parent = node.arg_key = node.index = None
    return built


def put_around(node: exp.Expr, build: Callable[[exp.Expr], exp.Expr]) -> None:
    """Put what is built of a node in its place, without a copy of it; what is known of the node is then known of that."""
    hole = exp.Placeholder()
    built = build(hole)
    built.meta.update(node.meta)
    put(node, built)
    put(hole, node)


def put_call(node: exp.Expr, function: str, arguments: Sequence[exp.Expr]) -> exp.Expr:
    """Put a call in the place of a node, and return it."""
    call = exp.Anonymous(this=function, expressions=list(arguments))
    call.meta[TYPE] = node.meta.get(TYPE)
    return put(node, call)


def call_around(node: exp.Expr, function: str, *others: exp.Expr) -> None:
    """Put a call around a node, which is its first argument."""
    put_around(node, lambda hole: exp.Anonymous(this=function, expressions=[hole, *others]))


def cast_to(node: exp.Expr, kind: SqlType) -> None:
    """Put a CAST around a node."""
    put_around(node, lambda hole: exp.Cast(this=hole, to=data_type(kind)))


def keep_type(node: exp.Expr) -> None:
    """Put around a node what gives it its type; DuckDB makes a timestamp of a date and an interval."""
    call_around(node, "cast_to_type", exp.Cast(this=exp.null(), to=data_type(type_of(node))))


def type_of(node: exp.Expr) -> SqlType:
    """Return the type of an expression, unknown where the analysis found none."""
    kind: SqlType = node.meta.get(TYPE, UNKNOWN)
    return kind


def data_type(kind: SqlType) -> exp.DataType:
    """Return a type as a CAST names it."""
    return _data_type(str(kind)).copy()


@cache
def _data_type(text: str) -> exp.DataType:
    return exp.DataType.build(text, dialect="trino")


def whole_call(node: exp.Expr) -> exp.Expr:
    """Return a call with what belongs to it, such as FILTER and OVER."""
    while isinstance(node.parent, _WRAPPERS) and node.parent.this is node:
        node = node.parent
    return node
