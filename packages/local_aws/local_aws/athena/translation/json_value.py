"""json_value: one scalar of a JSON document (Trino documentation, "JSON functions and operators").

Read by Python's json, which takes the last of two members of a name as Trino does; DuckDB takes the first.
"""

import json
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, Never, cast

from duckdb import DuckDBPyConnection
from sqlglot import exp

from local_aws.athena.analysis.types import BIGINT, BOOLEAN, DOUBLE, MOMENTS, VARCHAR, SqlType
from local_aws.athena.errors import TypeMismatchError, UnsupportedFunctionError
from local_aws.athena.results.result_text import scientific_text
from local_aws.athena.syntax.tree_edits import cast_to, data_type, put, type_of
from local_aws.athena.translation.conversions import converted

type _Json = dict[str, _Json] | list[_Json] | str | float | bool | None

_EMPTY, _ERROR, _NULL, _SEVERAL = "-", "!", "n", "+"
_TEXT, _INTEGER, _DOUBLE, _BOOLEAN = "s", "i", "d", "b"
_KINDS: Final = {_TEXT: VARCHAR, _INTEGER: BIGINT, _DOUBLE: DOUBLE, _BOOLEAN: BOOLEAN}
"""Of what begins with one of these, the rest is the value as varchar."""

_LONG: Final = range(-(2**63), 2**63)
_BLANKS: Final = " \t\r\n"
_ROOT: Final = re.compile(r"\s*(?P<mode>lax|strict)\s+\$")
_STEP: Final = re.compile(
    r'\s*(?:\.\s*(?:(?P<name>[A-Za-z_]\w*)|"(?P<quoted>(?:[^"]|"")*)")|\[\s*(?P<number>\d+)\s*\])', re.ASCII
)


@lru_cache(maxsize=64)
def path_steps(path: str) -> Sequence[str | int]:
    """Return the names of members and the positions of elements that lead from a document to a value.

    Raises:
        TypeMismatchError: It does not begin as a path does.
        UnsupportedFunctionError: It has another mode or steps than are taken locally.
    """
    if (root := _ROOT.match(path)) is None:
        raise TypeMismatchError(f"a JSON path begins with lax $ or strict $, as {path!r} does not")
    end, steps = root.end(), list[str | int]()
    while step := _STEP.match(path, end):
        end, quoted, number = step.end(), step["quoted"], step["number"]
        steps.append(int(number) if number else step["name"] or quoted.replace('""', '"'))
    if root["mode"] == "strict" or path[end:].strip():
        raise UnsupportedFunctionError(
            f'a JSON path has, locally, names and positions such as lax $.a[0]."b c" alone, unlike {path!r}'
        )
    return steps


def _items(document: _Json, path: str) -> list[_Json]:
    items = [document]
    for step in path_steps(path):
        items = [found for item in items for found in _following(item, step)]
    return items


def _following(item: _Json, step: str | int) -> list[_Json]:
    elements: list[_Json] = item if isinstance(item, list) else [item]
    if isinstance(step, int):
        return elements[step : step + 1]
    return [each[step] for each in elements if isinstance(each, dict) and step in each]


def add_json_function(connection: DuckDBPyConnection) -> None:
    """Let the statements of a DuckDB call `json_scalar`."""
    create = cast("Callable[..., object]", connection.create_function)
    create("json_scalar", _scalar, ["VARCHAR", "VARCHAR"], "VARCHAR")


def _scalar(document: str, path: str) -> str:  # noqa: PLR0911 - one for each kind of value
    """Return the one scalar that a path leads to, after what it is."""
    is_blank = not document.strip(_BLANKS)
    try:
        value = None if is_blank else json.loads(document, parse_constant=_refuse)
    except ValueError as error:
        return _SEVERAL if str(error).startswith("Extra data") else _ERROR
    match _items(value, path):
        case []:
            return _EMPTY
        case [None] if not is_blank:
            return _NULL
        case [bool(value)]:
            return _BOOLEAN + json.dumps(value)
        case [int(value)] if value in _LONG:
            return f"{_INTEGER}{value}"
        case [float(value)]:
            # As Trino casts one to varchar.
            return _DOUBLE + (scientific_text(value) if value else f"{value:.0f}E0")
        case [str(value)]:
            # Java writes ? for each half of a pair that stands alone.
            return _TEXT + value.encode(errors="replace").decode()
        case _:
            return _ERROR


def _refuse(constant: str) -> Never:
    raise ValueError(constant)


_ITEM: Final = exp.to_identifier("json item", quoted=True)


def translate_json_value(node: exp.JSONValue) -> None:
    """Rewrite json_value in place; the item is the parameter of a lambda, so that it is computed once."""
    wanted = type_of(node)
    value = exp.Case(this=_call("left", _ITEM.copy(), exp.Literal.number(1)))
    several = exp.Literal.string(
        "json_value reads, locally, no text that goes on behind its first JSON value"
    )
    answers = {
        _EMPTY: _answer(node, "empty"),
        _ERROR: _answer(node, "error"),
        _NULL: exp.null(),
        _SEVERAL: _call("error", several),
    }
    for kind, answer in answers.items():
        value = value.when(exp.Literal.string(kind), answer, copy=False)
    for kind, given in _KINDS.items():
        if wanted.name not in MOMENTS or given == VARCHAR:
            told = exp.func("coalesce", _converted(given, wanted), _answer(node, "error"))
            value = value.when(exp.Literal.string(kind), told, copy=False)
    is_there = exp.Is(this=_ITEM.copy(), expression=exp.null()).not_()
    body = exp.Case(ifs=[exp.If(this=is_there, true=value.else_(_answer(node, "error"), copy=False))])
    item = _call("list_value", _call("json_scalar", node.this, node.args["path"]))
    values = _call("list_transform", item, exp.Lambda(this=body, expressions=[_ITEM.copy()]))
    cast_to(put(node, _call("list_extract", values, exp.Literal.number(1))), wanted)


def _answer(node: exp.JSONValue, condition: str) -> exp.Expr:
    """Return what is answered where nothing is found, or no value of the type."""
    answer = (node.args["on_condition"] or exp.OnCondition()).args.get(condition)
    if isinstance(answer, exp.Expr):
        return exp.Cast(this=answer.copy(), to=data_type(type_of(node)))
    if answer == f"ERROR ON {condition.upper()}":
        return _call("error", exp.Literal.string(f"a JSON path found no value, {answer}"))
    return exp.null()


def _converted(given: SqlType, wanted: SqlType) -> exp.Expr:
    value = _call("substr", _ITEM.copy(), exp.Literal.number(2))
    if given == DOUBLE and wanted == VARCHAR:
        return value
    if given != VARCHAR:
        value = exp.Cast(this=value, to=data_type(given))
    cast = exp.Paren(this=exp.TryCast(this=value, to=data_type(wanted)))
    converted(cast.this, given, wanted)
    return cast


def _call(function: str, *arguments: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=function, expressions=list(arguments))
