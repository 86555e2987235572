"""Where DuckDB's answer follows from types otherwise than Athena's: operators, calls, UNNEST, ORDER BY."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from sqlglot import exp
from sqlglot.expressions.builders import apply_index_offset

from local_aws.athena.analysis.time_zones import IS_SHOWN
from local_aws.athena.analysis.types import BIGINT, INTEGER, INTEGERS, MOMENTS, TYPE, SqlType, decimal
from local_aws.athena.syntax.tree_edits import (
    call_around,
    cast_to,
    keep_type,
    put,
    put_call,
    type_of,
)
from local_aws.athena.translation.conversions import converted
from local_aws.athena.translation.json_value import translate_json_value
from local_aws.athena.translation.typed_calls import divide_decimals, translate_call


def translate_types(tree: exp.Expr) -> None:
    """Rewrite, in place, a tree that the analysis has checked and whose calls have Trino's names yet."""
    for order in list(tree.find_all(exp.Order)):
        if isinstance(order.parent, exp.Select):
            _insert_aliased(order, order.parent)
    for node in reversed(list(tree.walk())):  # operands before their operators
        if (translate := _TRANSLATED.get(type(node))) is not None:
            translate(node)


def _conversion(node: exp.Cast) -> None:
    converted(node, type_of(node.this), type_of(node))


def _substring(node: exp.Substring) -> None:
    parts = [node.this, *filter(None, (node.args.get("start"), node.args.get("length")))]
    put_call(node, "athena_substr", parts)


def _subscript(node: exp.Bracket) -> None:
    function = "map_subscript" if type_of(node.this).name == "map" else "array_subscript"
    # sqlglot counts from 0 within the tree.
    put_call(node, function, [node.this, *apply_index_offset(node.this, node.expressions, 1, "trino")])


def _literal(node: exp.Literal) -> None:
    if type_of(node).name != "decimal":
        return
    # DuckDB counts every zero before the point as a digit, and one where there is none.
    whole, _, fraction = node.name.partition(".")
    if type_of(node) != decimal(len(whole or "0") + len(fraction), len(fraction)):
        cast_to(node, type_of(node))


def _negation(node: exp.Neg) -> None:
    # DuckDB takes a literal for the smallest type that the negative fits.
    if type_of(node) == BIGINT or type_of(node) != type_of(node.this):
        cast_to(node, type_of(node))


def _operator(node: exp.Expr) -> None:
    kind, left, right = (type_of(each) for each in (node, node.args["this"], node.args["expression"]))
    operands = (node.args["this"], node.args["expression"])
    if isinstance(node, exp.Div | exp.Mod) and kind.name == "decimal":
        divide_decimals(node, *operands, is_remainder=isinstance(node, exp.Mod))
        return
    if isinstance(node, exp.Div) and kind.name in ("double", "real"):
        put(node, exp.Div(this=operands[0], expression=operands[1], typed=False, safe=False))
        return
    if isinstance(node, exp.Div) and kind.name in INTEGERS:
        put(node, exp.IntDiv(this=operands[0], expression=operands[1]))
        return
    if isinstance(node, exp.Sub) and left.name == right.name == "date":
        cast_to(node, INTEGER)
        call_around(node.parent or node, "to_days")
        return
    if kind.name == "decimal":
        cast_to(node, kind)
    elif kind.name in MOMENTS:
        keep_type(node)


def _insert_aliased(order: exp.Order, select: exp.Select) -> None:
    # Within an expression DuckDB takes a column where Athena takes what the query calls so.
    named = {each.alias.lower(): each.this for each in select.expressions if isinstance(each, exp.Alias)}
    for each in order.expressions:
        if isinstance(each.this, exp.Column):
            continue
        for column in list(each.this.find_all(exp.Column)):
            if not column.table and (value := named.get(column.name.lower())):
                paren = exp.Paren(this=value.copy())
                paren.meta[TYPE] = type_of(value)
                put(column, paren)


def _unnest(node: exp.Unnest) -> None:
    """Let the elements of several arrays, those of maps and the fields of rows stand beside each other.

    The shorter end in NULLs.
    """
    kinds = [type_of(each) for each in node.expressions]
    is_one_column = len(kinds) == 1 and _is_plain_array(kinds[0])
    if is_one_column or not isinstance(node.parent, exp.From | exp.Join):
        return
    lists: list[exp.Expr] = []
    names: list[str] = []
    for each, kind in zip(node.expressions, kinds, strict=True):
        for name, part in _parts(each, kind):
            names.append(name or f"_col{len(names)}")
            lists.append(part)
    alias = node.args.get("alias") or exp.TableAlias()
    names = [each.name for each in alias.args.get("columns") or ()] or names
    if offset := node.args.get("offset"):
        names[len(lists) :] = [offset.name]
        lengths = [exp.func("len", each.copy()) for each in lists]
        lists.append(exp.func("positions", exp.func("list_value", *lengths)))
    values = [
        exp.alias_(exp.Anonymous(this="unnest", expressions=[each]), name, quoted=True)
        for each, name in zip(lists, names, strict=True)
    ]
    table = exp.TableAlias(this=alias.this)
    put(node, exp.Lateral(this=exp.Subquery(this=exp.select(*values)), alias=table))


def _is_plain_array(kind: SqlType) -> bool:
    return kind.name == "array" and kind.elements[0].name != "row"


def _parts(value: exp.Expr, kind: SqlType) -> Iterator[tuple[str, exp.Expr]]:
    """Yield the name and the list of each column that one argument of UNNEST becomes."""
    if kind.name == "map":
        yield "", exp.func("map_keys", value)
        yield "", exp.func("map_values", value)
    elif _is_plain_array(kind):
        yield "", value.copy()
    else:
        for position, name in enumerate(kind.elements[0].fields, start=1):
            yield name, exp.func("fields_at", value, exp.Literal.number(position))


def _time_in_zone(node: exp.AtTimeZone) -> None:
    if node.meta.get(IS_SHOWN):
        cast_to(put(node, node.this), type_of(node))


_TRANSLATED: Final[dict[type[exp.Expr], Callable[[Any], None]]] = {
    **dict.fromkeys((exp.Add, exp.Sub, exp.Mul, exp.Mod, exp.Div), _operator),
    **dict.fromkeys((exp.Cast, exp.TryCast), _conversion),
    **dict.fromkeys((exp.Anonymous, exp.GroupConcat), translate_call),
    exp.Literal: _literal,
    exp.Neg: _negation,
    exp.Substring: _substring,
    exp.Bracket: _subscript,
    exp.Unnest: _unnest,
    exp.AtTimeZone: _time_in_zone,
    exp.JSONValue: translate_json_value,
}
