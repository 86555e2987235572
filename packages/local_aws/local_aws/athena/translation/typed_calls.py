"""Calls that DuckDB answers otherwise for some types of their arguments."""

from collections.abc import Callable, Mapping
from typing import Final

from sqlglot import exp

from local_aws.athena.analysis.time_zones import IS_SHOWN
from local_aws.athena.analysis.types import DOUBLE, INTEGERS, MOMENTS, TYPE, UNKNOWN, SqlType, all_types
from local_aws.athena.syntax.tree_edits import (
    call_around,
    cast_to,
    data_type,
    keep_type,
    put,
    put_around,
    put_call,
    type_of,
    whole_call,
)

_RETYPED: Final = (*INTEGERS, "decimal", "double", "map")
_ALIKE: Final = {"row", "count", "row_number", "rank", "dense_rank", "ntile", "cast"}
"""DuckDB gives what these return the same type."""


def translate_call(node: exp.Expr) -> None:
    """Rewrite, in place, one call that has Trino's name yet."""
    name = node.name.lower() if isinstance(node, exp.Anonymous) else "listagg"
    if (rewrite := _REWRITTEN.get((name, len(node.expressions)))) is not None:
        rewrite(node)
        return
    kind = node.meta.get(TYPE)
    is_alike = name in _ALIKE or node.meta.get("is_passed_through")
    if (
        isinstance(kind, SqlType)
        and not is_alike
        and UNKNOWN not in all_types(kind)
        and (any(each.name in _RETYPED for each in all_types(kind)) or name == "sequence")
    ):
        cast_to(whole_call(node), kind)


def _typeof(node: exp.Expr) -> None:
    if "typeof" in node.meta:
        put(node, exp.Literal.string(node.meta["typeof"]))


def _matches(function: str) -> Callable[[exp.Expr], None]:
    def rewrite(node: exp.Expr) -> None:
        tested = exp.Anonymous(this="list_transform", expressions=node.expressions)
        put_call(node, function, [tested])

    return rewrite


def _reduce(node: exp.Expr) -> None:
    values, initial, step, final = node.expressions
    element, state = type_of(values).elements[0], node.meta["state"]

    def pair(first: exp.Expr, second: exp.Expr) -> exp.Expr:
        parts = {"s": (first, state), "x": (second, element)}
        return _struct(
            {name: exp.Cast(this=each, to=data_type(kind)) for name, (each, kind) in parts.items()}
        )

    one, other, wrapped = (
        exp.to_identifier("reduced"),
        exp.to_identifier("next"),
        exp.to_identifier("element"),
    )
    taken, given = (each.name for each in step.expressions)
    body = step.this.copy()
    for each in list(body.find_all(exp.Identifier)):
        if each.name in (taken, given) and not isinstance(each.parent, exp.Column):
            of, name = (one, "s") if each.name == taken else (other, "x")
            put(each, exp.Dot(this=of.copy(), expression=exp.to_identifier(name)))
    items = exp.func(
        "list_transform", values, exp.Lambda(this=pair(exp.null(), wrapped.copy()), expressions=[wrapped])
    )
    reduced = exp.func(
        "list_reduce",
        items,
        exp.Lambda(this=pair(body, exp.null()), expressions=[one, other]),
        pair(initial, exp.null()),
    )
    state_of = exp.Dot(this=reduced, expression=exp.to_identifier("s"))
    whole = exp.func("list_transform", exp.func("list_value", state_of), final)
    first = exp.func("list_extract", whole, exp.Literal.number(1))
    kind = type_of(node)
    is_there = exp.Is(this=values.copy(), expression=exp.null()).not_()
    result = put(node, exp.Case(ifs=[exp.If(this=is_there, true=first)]))
    if UNKNOWN not in all_types(kind):
        cast_to(result, kind)


def _map_agg(node: exp.Expr) -> None:
    entry = _struct(dict(zip("kv", node.expressions, strict=True)))
    entries = put_call(node, "list", [entry])
    call_around(whole_call(entries), "map_of_entries")


def _struct(fields: Mapping[str, exp.Expr]) -> exp.Expr:
    return exp.Anonymous(
        this="struct_pack",
        expressions=[
            exp.PropertyEQ(this=exp.to_identifier(name), expression=value) for name, value in fields.items()
        ],
    )


def _cardinality(node: exp.Expr) -> None:
    (of,) = node.expressions
    put_call(node, "len", [exp.func("map_keys", of) if type_of(of).name == "map" else of])


def _element_at(node: exp.Expr) -> None:
    if type_of(node.expressions[0]).name == "array":
        put_call(node, "array_element", node.expressions)


def _corr(node: exp.Expr) -> None:
    # What has no correlation is NULL in Trino.
    put_around(
        whole_call(node),
        lambda hole: exp.Nullif(this=hole, expression=exp.cast(exp.Literal.string("nan"), "double")),
    )


def _to_iso8601(node: exp.Expr) -> None:
    kind = type_of(node.expressions[0])
    pattern = {0: "%Y-%m-%dT%H:%M:%S", 3: "%Y-%m-%dT%H:%M:%S.%g", 6: "%Y-%m-%dT%H:%M:%S.%f"}
    if kind.name == "timestamp" and kind.numbers[0] in pattern:
        put_call(node, "strftime", [*node.expressions, exp.Literal.string(pattern[kind.numbers[0]])])


def _formatted(node: exp.Expr) -> None:
    # What is shown are milliseconds, rounded before anything else.
    moment = node.expressions[0]
    if type_of(moment).name == "timestamp" and type_of(moment).numbers[0] > 3:  # noqa: PLR2004 - milliseconds
        call_around(moment, "rounded_moment", exp.Literal.number(1000))


def _round(node: exp.Expr) -> None:
    kind = type_of(node)
    name = "integer" if kind.name in INTEGERS else "double" if kind.name == "real" else kind.name
    digits = node.expressions[1:] or [exp.Literal.number(0)]
    cast_to(put_call(node, f"{node.name.lower()}_{name}", [node.expressions[0], *digits]), kind)


def _sign(node: exp.Expr) -> None:
    kind = type_of(node)
    cast_to(put_call(node, "sign_double" if kind.name == "double" else "sign", node.expressions), kind)


def divide_decimals(node: exp.Expr, left: exp.Expr, right: exp.Expr, *, is_remainder: bool) -> None:
    """Put the quotient or the remainder of two decimals, with all the digits that Trino gives it, in a node's place."""
    scales = [kind.numbers[1] if (kind := type_of(each)).name == "decimal" else 0 for each in (left, right)]
    scale = type_of(node).numbers[1]
    shifts = [scale - each for each in scales] if is_remainder else [scale + scales[1] - scales[0]]
    function = "decimal_remainder" if is_remainder else "decimal_quotient"
    numbers = [exp.Literal.number(each) for each in (*shifts, scale)]
    cast_to(put_call(node, function, [left, right, *numbers]), type_of(node))


def _at_timezone(node: exp.Expr) -> None:
    if node.meta.get(IS_SHOWN):
        cast_to(put(node, node.expressions[0]), type_of(node))


def _mod(node: exp.Expr) -> None:
    left, right = node.expressions
    if type_of(node).name == "decimal":
        divide_decimals(node, left, right, is_remainder=True)
    else:
        cast_to(node, type_of(node))


def _of_moments(function: str) -> Callable[[exp.Expr], None]:
    def rewrite(node: exp.Expr) -> None:
        values = whole_call(put_call(node, "list", node.expressions))
        cast_to(values, DOUBLE)
        call_around(values, function)

    return rewrite


def _with_its_type(node: exp.Expr) -> None:
    if type_of(node).name in MOMENTS:
        keep_type(node)


_REWRITTEN: Final[dict[tuple[str, int], Callable[[exp.Expr], None]]] = {
    ("typeof", 1): _typeof,
    ("any_match", 2): _matches("any_true"),
    ("all_match", 2): _matches("all_true"),
    ("none_match", 2): _matches("none_true"),
    ("reduce", 4): _reduce,
    ("map_agg", 2): _map_agg,
    ("cardinality", 1): _cardinality,
    **{(name, 2): _corr for name in ("corr", "regr_slope", "regr_intercept")},
    ("element_at", 2): _element_at,
    ("at_timezone", 2): _at_timezone,
    ("mod", 2): _mod,
    **{(name, 1): _of_moments(f"{name}_of") for name in ("kurtosis", "skewness")},
    ("to_iso8601", 1): _to_iso8601,
    ("round", 1): _round,
    ("round", 2): _round,
    ("truncate", 2): _round,
    ("sign", 1): _sign,
    ("date_format", 2): _formatted,
    ("format_datetime", 2): _formatted,
    ("date_add", 3): _with_its_type,
    ("date_trunc", 2): _with_its_type,
}
