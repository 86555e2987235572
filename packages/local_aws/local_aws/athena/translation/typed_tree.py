"""A checked tree: the types in it, and nodes put in the place of others."""

from collections.abc import Sequence
from functools import cache
from typing import Final

from sqlglot import exp

from local_aws.athena.analysis.expressions import TYPE
from local_aws.athena.analysis.types import UNKNOWN, SqlType
from local_aws.athena.syntax.tree_edits import put, put_around

_WRAPPERS: Final = (exp.Filter, exp.Window, exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls)


def type_of(node: exp.Expr) -> SqlType:
    """Return the type of an expression, unknown where the analysis found none."""
    kind: SqlType = node.meta.get(TYPE, UNKNOWN)
    return kind


def cast_to(node: exp.Expr, kind: SqlType) -> None:
    """Put a CAST around a node."""
    put_around(node, lambda hole: exp.Cast(this=hole, to=_data_type(str(kind)).copy()))


def keep_type(node: exp.Expr) -> None:
    """Put around a node what gives it its type; DuckDB makes a timestamp of a date and an interval."""
    of_kind = exp.cast(exp.null(), str(type_of(node)), dialect="trino")
    put_around(node, lambda hole: exp.Anonymous(this="cast_to_type", expressions=[hole, of_kind]))


@cache
def _data_type(text: str) -> exp.DataType:
    return exp.DataType.build(text, dialect="trino")


def put_call(node: exp.Expr, function: str, arguments: Sequence[exp.Expr]) -> exp.Expr:
    """Put a call in the place of a node, and return it."""
    call = exp.Anonymous(this=function, expressions=list(arguments))
    call.meta[TYPE] = node.meta.get(TYPE)
    return put(node, call)


def whole_call(node: exp.Expr) -> exp.Expr:
    """Return a call with what belongs to it, such as FILTER and OVER."""
    while isinstance(node.parent, _WRAPPERS) and node.parent.this is node:
        node = node.parent
    return node
