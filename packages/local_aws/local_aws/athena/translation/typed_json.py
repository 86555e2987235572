"""json_value, json_query and json_exists as calls of what `json_functions` gives to DuckDB."""

from collections.abc import Mapping
from typing import Final

from sqlglot import exp

from local_aws.athena.analysis.types import BIGINT, BOOLEAN, DOUBLE, VARCHAR, SqlType
from local_aws.athena.syntax.tree_edits import put
from local_aws.athena.translation import json_functions as found
from local_aws.athena.translation.conversions import converted
from local_aws.athena.translation.typed_tree import cast_to, type_of

_ITEM: Final = exp.to_identifier("json item", quoted=True)
_KINDS: Final = {found.TEXT: VARCHAR, found.INTEGER: BIGINT, found.DOUBLE: DOUBLE, found.BOOLEAN: BOOLEAN}
_MOMENTS: Final = ("date", "timestamp")
_EMPTIES: Final[dict[str | None, exp.Expr]] = {
    "EMPTY ARRAY": exp.Literal.string("[]"),
    "EMPTY OBJECT": exp.Literal.string("{}"),
}
_TRUTHS: Final[dict[str | None, exp.Expr]] = {None: exp.false(), "FALSE": exp.false(), "TRUE": exp.true()}


def translate_json_value(node: exp.JSONValue) -> None:
    """Rewrite json_value in place."""
    wanted = type_of(node)
    value = _case()
    for kind, given in _KINDS.items():
        if wanted.name not in _MOMENTS or given == VARCHAR:
            value = value.when(exp.Literal.string(kind), _converted(given, wanted), copy=False)
    item = _call("json_scalar", node.this, node.args["path"])
    _put(node, item, _answered(node, _if_there(exp.func("coalesce", value, _answer(node, "error"))), {}))


def translate_json_query(node: exp.JSONExtract) -> None:
    """Rewrite json_query in place."""
    wrapper = exp.Literal.string(node.args["option"] or "")
    keeps_quotes = exp.Boolean(this=node.args["quote"] != "OMIT")
    item = _call("json_text", node.this, node.expression, wrapper, keeps_quotes)
    _put(node, item, _answered(node, _text(), _EMPTIES))


def translate_json_exists(node: exp.JSONExists) -> None:
    """Rewrite json_exists in place."""
    is_found = _call("json_found", _ITEM.copy(), node.args["path"])
    told = exp.func("coalesce", is_found, _answer(node, "error", _TRUTHS))
    _put(node, node.this, _if_there(told))


def _put(node: exp.Expr, item: exp.Expr, body: exp.Expr) -> None:
    """Put in a node's place a value that depends on an item, which is computed once."""
    each = exp.Lambda(this=body, expressions=[_ITEM.copy()])
    values = _call("list_transform", _call("list_value", item), each)
    cast_to(put(node, _call("list_extract", values, exp.Literal.number(1))), type_of(node))


def _answered(node: exp.Expr, value: exp.Expr, known: Mapping[str | None, exp.Expr]) -> exp.Expr:
    """Return a value, or what is said for an item that is none."""
    return (
        _case()
        .when(exp.Literal.string(found.EMPTY), _answer(node, "empty", known), copy=False)
        .when(exp.Literal.string(found.ERROR), _answer(node, "error", known), copy=False)
        .when(exp.Literal.string(found.NULL), exp.null(), copy=False)
        .else_(value, copy=False)
    )


def _answer(node: exp.Expr, condition: str, known: Mapping[str | None, exp.Expr] | None = None) -> exp.Expr:
    answer: str | exp.Expr | None = node.args["on_condition"].args[condition]
    if isinstance(answer, exp.Expr):
        return exp.Cast(this=answer.copy(), to=_data_type(type_of(node)))
    if answer == "ERROR":
        return _call("error", exp.Literal.string(f"a JSON path found no value, ERROR ON {condition.upper()}"))
    return (known or {}).get(answer, exp.null()).copy()


def _if_there(value: exp.Expr) -> exp.Expr:
    is_there = exp.Is(this=_ITEM.copy(), expression=exp.null()).not_()
    return exp.Case(ifs=[exp.If(this=is_there, true=value)])


def _converted(given: SqlType, wanted: SqlType) -> exp.Expr:
    value = _text()
    if given == DOUBLE and wanted == VARCHAR:
        return value
    if given != VARCHAR:
        value = exp.Cast(this=value, to=_data_type(given))
    cast = exp.Paren(this=exp.TryCast(this=value, to=_data_type(wanted)))
    converted(cast.this, given, wanted)
    return cast


def _data_type(kind: SqlType) -> exp.DataType:
    return exp.DataType.build(str(kind), dialect="trino")


def _case() -> exp.Case:
    return exp.Case(this=_call("left", _ITEM.copy(), exp.Literal.number(1)))


def _text() -> exp.Expr:
    return _call("substr", _ITEM.copy(), exp.Literal.number(2))


def _call(function: str, *arguments: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=function, expressions=list(arguments))
