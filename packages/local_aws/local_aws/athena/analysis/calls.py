"""Calls of functions, also those with a syntax of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlglot import exp

from local_aws.athena.analysis.call_arguments import check_arguments, check_unit
from local_aws.athena.analysis.conditionals import SPECIAL_FORMS, special_form
from local_aws.athena.analysis.overloads import resolve
from local_aws.athena.analysis.rule import Rules, Types, unsupported
from local_aws.athena.analysis.scope import Scope
from local_aws.athena.analysis.signatures import Argument, LambdaType
from local_aws.athena.analysis.time_zones import at_time_zone, with_time_zone
from local_aws.athena.analysis.types import BIGINT, VARCHAR, SqlType
from local_aws.athena.errors import FunctionNotFoundError, TypeMismatchError

_LONGEST_VARIABLE: Final = 2
_EXTRACTED: Final = {
    "year", "quarter", "month", "week", "day", "day_of_month", "day_of_week", "dow", "day_of_year", "doy",
    "year_of_week", "yow", "hour", "minute", "second",
}  # fmt: skip
_AROUND_WINDOW_FUNCTION: Final = (exp.Window, exp.IgnoreNulls, exp.RespectNulls, exp.Filter)


def _call(types: Types, node: exp.Anonymous, scope: Scope) -> SqlType:
    name = node.name.lower()
    if name in SPECIAL_FORMS:
        return special_form(types, node, scope)
    if name in ("at_timezone", "with_timezone") and len(node.expressions) == 2:  # noqa: PLR2004 - value and zone
        value, zone = node.expressions
        types.type_of(zone, scope)
        kind = types.type_of(value, scope)
        return at_time_zone(node, kind) if name == "at_timezone" else with_time_zone(node, kind, zone)
    arguments = _arguments(types, node, scope)
    if name == "count" and len(arguments) == 1 and isinstance(arguments[0], exp.Star):
        return BIGINT
    check_unit(name, arguments)
    call = resolve(name, [_argument(types, each, scope) for each in arguments])
    if call.signature.kind == "window" and not isinstance(node.parent, _AROUND_WINDOW_FUNCTION):
        raise FunctionNotFoundError(f"Window function {name} requires an OVER clause")
    check_arguments(name, call, arguments)
    node.meta["is_passed_through"] = len(call.signature.returns) <= _LONGEST_VARIABLE
    if name == "reduce":
        node.meta["state"] = call.arguments[1]
    return call.returns


def _arguments(types: Types, node: exp.Anonymous, scope: Scope) -> list[exp.Expr]:
    """Return what an aggregate is called with, without DISTINCT and ORDER BY."""
    arguments: list[exp.Expr] = []
    for each in node.expressions:
        argument = each
        while isinstance(argument, exp.Order):
            for key in argument.expressions:
                types.type_of(key.this, scope)
            argument = argument.this
        arguments.extend(argument.expressions if isinstance(argument, exp.Distinct) else [argument])
    return arguments


def _argument(types: Types, node: exp.Expr, scope: Scope) -> Argument:
    if not isinstance(node, exp.Lambda):
        return types.type_of(node, scope)
    names = [each.name.lower() for each in node.expressions]

    def result(kinds: Sequence[SqlType]) -> SqlType:
        return types.type_of(node.this, Scope(parent=scope, names=dict(zip(names, kinds, strict=True))))

    return LambdaType(len(names), result)


def _listagg(types: Types, call: exp.GroupConcat, scope: Scope) -> SqlType:
    order = call.this
    is_plain = isinstance(order, exp.Order) and not isinstance(order.this, exp.Distinct)
    if call.args.get("on_overflow") or not is_plain:
        raise unsupported(call)
    for each in order.expressions:
        types.type_of(each.this, scope)
    for part in filter(None, (order.this, call.args.get("separator"))):
        if types.type_of(part, scope).name != "varchar":
            raise TypeMismatchError(f"listagg takes texts: {call.sql('trino')}")
    return VARCHAR


def _extract(types: Types, node: exp.Extract, scope: Scope) -> SqlType:
    unit = node.this.name.lower()
    if unit not in _EXTRACTED:
        raise unsupported(node)
    return _resolved(types, unit, [node.expression], scope)


def _trim(types: Types, node: exp.Trim, scope: Scope) -> SqlType:
    name = {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(node.text("position").upper(), "trim")
    return _resolved(types, name, [node.this, node.args.get("expression")], scope)


def _substring(types: Types, node: exp.Substring, scope: Scope) -> SqlType:
    return _resolved(types, "substring", [node.this, node.args.get("start"), node.args.get("length")], scope)


def _position(types: Types, node: exp.StrPosition, scope: Scope) -> SqlType:
    return _resolved(types, "strpos", [node.this, node.args["substr"]], scope)


def _resolved(types: Types, name: str, parts: Sequence[exp.Expr | None], scope: Scope) -> SqlType:
    return resolve(name, [types.type_of(part, scope) for part in parts if part is not None]).returns


RULES: Final[Rules] = {
    exp.Anonymous: _call,
    exp.GroupConcat: _listagg,
    exp.Extract: _extract,
    exp.Trim: _trim,
    exp.Substring: _substring,
    exp.StrPosition: _position,
}
