"""Where DuckDB's answer follows from types otherwise than Athena's: operators, calls, UNNEST, ORDER BY."""

from collections.abc import Callable, Sequence
from typing import Final

from sqlglot import exp
from sqlglot.expressions.builders import apply_index_offset

from local_aws.athena.analysis.expressions import TYPE
from local_aws.athena.analysis.types import INTEGERS, UNKNOWN, SqlType, all_types
from local_aws.athena.conversions import converted
from local_aws.athena.errors import UnsupportedFunctionError

_WRAPPERS: Final = (exp.Filter, exp.Window, exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls)
_RETYPED: Final = (*INTEGERS, "decimal", "double", "map")
_ALIKE: Final = {"row", "count", "row_number", "rank", "dense_rank", "ntile", "cast"}
"""DuckDB gives what these return the same type."""


def translate_types(tree: exp.Expr) -> None:
    """Rewrite, in place, a tree that the analysis has checked and whose calls have Trino's names yet."""
    for order in list(tree.find_all(exp.Order)):
        if isinstance(order.parent, exp.Select):
            _insert_aliased(order, order.parent)
    for node in reversed(list(tree.walk())):  # operands before their operators
        match node:
            case exp.Add() | exp.Sub() | exp.Mul() | exp.Mod() | exp.Div():
                _operator(node)
            case exp.Cast():
                converted(node, type_of(node.this), type_of(node))
            case exp.Substring():
                parts = [node.this, *filter(None, (node.args.get("start"), node.args.get("length")))]
                node.replace(exp.func("athena_substr", *parts))
            case exp.Anonymous() | exp.GroupConcat():
                _call(node)
            case exp.Bracket():
                function = "map_subscript" if type_of(node.this).name == "map" else "array_subscript"
                # sqlglot counts from 0 within the tree.
                _put(
                    node, function, [node.this, *apply_index_offset(node.this, node.expressions, 1, "trino")]
                )
            case exp.Unnest() if isinstance(node.parent, exp.From | exp.Join):
                _unnest(node)
            case _:
                pass


def type_of(node: exp.Expr) -> SqlType:
    kind: SqlType = node.meta.get(TYPE, UNKNOWN)
    return kind


def _around(node: exp.Expr, build: Callable[[exp.Expr], exp.Expr]) -> None:
    """Put what is built of a node in its place, without a copy of it."""
    hole = exp.Placeholder()
    built = build(hole)
    built.meta[TYPE] = node.meta.get(TYPE)
    node.replace(built)
    hole.replace(node)


def _cast(node: exp.Expr, kind: SqlType) -> None:
    _around(node, lambda hole: exp.Cast(this=hole, to=exp.DataType.build(str(kind), dialect="trino")))


def _put(node: exp.Expr, function: str, arguments: Sequence[exp.Expr]) -> exp.Expr:
    call = exp.Anonymous(this=function, expressions=list(arguments))
    call.meta[TYPE] = node.meta.get(TYPE)
    return node.replace(call)


def _operator(node: exp.Expr) -> None:
    kind, left, right = (type_of(each) for each in (node, node.args["this"], node.args["expression"]))
    operands = (node.args["this"], node.args["expression"])
    if isinstance(node, exp.Div) and kind.name == "decimal":
        s1, s2 = ((*each.numbers, 0, 0)[1] if each.name == "decimal" else 0 for each in (left, right))
        scale = kind.numbers[1]
        numbers = [exp.Literal.number(scale + s2 - s1), exp.Literal.number(scale)]
        node = _put(node, "decimal_quotient", [*operands, *numbers])
    elif isinstance(node, exp.Div) and kind.name in ("double", "real"):
        node.replace(exp.Div(this=operands[0], expression=operands[1], typed=False, safe=False))
        return
    elif isinstance(node, exp.Div) and kind.name in INTEGERS:
        node.replace(exp.IntDiv(this=operands[0], expression=operands[1]))
        return
    elif isinstance(node, exp.Sub) and left.name == right.name == "date":
        _around(
            node,
            lambda hole: exp.Anonymous(
                this="to_days", expressions=[exp.Cast(this=hole, to=exp.DataType.build("int"))]
            ),
        )
        return
    if kind.name == "decimal":
        _cast(node, kind)


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
                column.replace(paren)


def _call(node: exp.Expr) -> None:
    name = node.name.lower() if isinstance(node, exp.Anonymous) else "listagg"
    if (rewrite := _REWRITTEN.get((name, len(node.expressions)))) is not None:
        rewrite(node)
        return
    kind = node.meta.get(TYPE)
    is_alike = name in _ALIKE or node.meta.get("is_passed_through")
    if (
        isinstance(kind, SqlType)
        and not is_alike
        and (any(each.name in _RETYPED for each in all_types(kind)) or name == "sequence")
    ):
        outermost = node
        while isinstance(outermost.parent, _WRAPPERS) and outermost.parent.this is outermost:
            outermost = outermost.parent
        _cast(outermost, kind)


def _typeof(node: exp.Expr) -> None:
    if "typeof" in node.meta:
        node.replace(exp.Literal.string(node.meta["typeof"]))


def _matches(function: str) -> Callable[[exp.Expr], None]:
    def rewrite(node: exp.Expr) -> None:
        tested = exp.Anonymous(this="list_transform", expressions=node.expressions)
        _put(node, function, [tested])

    return rewrite


def _reduce(node: exp.Expr) -> None:
    values, initial, step, final = node.expressions
    element, state = type_of(values).elements[0], node.meta["state"]
    types = [exp.DataType.build(str(kind), dialect="trino") for kind in (state, element)]

    def pair(first: exp.Expr, second: exp.Expr) -> exp.Expr:
        parts = [
            exp.Cast(this=each, to=kind.copy()) for each, kind in zip((first, second), types, strict=True)
        ]
        return exp.Anonymous(this="struct_pack", expressions=[
            exp.PropertyEQ(this=exp.to_identifier(name), expression=part) for name, part in zip("sx", parts, strict=True)
        ])  # fmt: skip

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
            each.replace(exp.Dot(this=of.copy(), expression=exp.to_identifier(name)))
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
    node.replace(
        exp.Case(ifs=[exp.If(this=exp.Is(this=values.copy(), expression=exp.null()).not_(), true=first)])
    )


def _map_agg(node: exp.Expr) -> None:
    if isinstance(node.parent, _WRAPPERS):
        raise UnsupportedFunctionError("map_agg takes neither FILTER nor OVER locally")
    _put(node, "map_from_entries", [exp.func("list", exp.func("row", *node.expressions))])


def _cardinality(node: exp.Expr) -> None:
    (of,) = node.expressions
    _put(node, "len", [exp.func("map_keys", of) if type_of(of).name == "map" else of])


def _element_at(node: exp.Expr) -> None:
    if type_of(node.expressions[0]).name == "array":
        _put(node, "array_element", node.expressions)


def _corr(node: exp.Expr) -> None:
    # What has no correlation is NULL in Trino.
    outermost = node
    while isinstance(outermost.parent, _WRAPPERS) and outermost.parent.this is outermost:
        outermost = outermost.parent
    _around(
        outermost,
        lambda hole: exp.Nullif(this=hole, expression=exp.cast(exp.Literal.string("nan"), "double")),
    )


def _to_iso8601(node: exp.Expr) -> None:
    kind = type_of(node.expressions[0])
    pattern = {0: "%Y-%m-%dT%H:%M:%S", 3: "%Y-%m-%dT%H:%M:%S.%g", 6: "%Y-%m-%dT%H:%M:%S.%f"}
    if kind.name == "timestamp" and kind.numbers[0] in pattern:
        _put(node, "strftime", [*node.expressions, exp.Literal.string(pattern[kind.numbers[0]])])


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
    ("to_iso8601", 1): _to_iso8601,
}


def _unnest(node: exp.Unnest) -> None:
    """Let the elements of several arrays, and those of maps, stand beside each other; the shorter end in NULLs."""
    kinds = [type_of(each) for each in node.expressions]
    if len(kinds) == 1 and kinds[0].name == "array":
        return
    lists: list[exp.Expr] = []
    for each, kind in zip(node.expressions, kinds, strict=True):
        if kind.name == "map":
            lists += [exp.func("map_keys", each.copy()), exp.func("map_values", each.copy())]
        else:
            lists.append(each.copy())
    alias = node.args["alias"]
    names = [each.name for each in alias.args.get("columns") or ()]
    if offset := node.args.get("offset"):
        names.append(offset.name)
        lists.append(
            exp.func(
                "positions", *[exp.func("list_value", *[exp.func("len", each.copy()) for each in lists])]
            )
        )
    values = [
        exp.alias_(exp.Anonymous(this="unnest", expressions=[each]), name, quoted=True)
        for each, name in zip(lists, names, strict=True)
    ]
    table = exp.TableAlias(this=alias.this)
    node.replace(exp.Lateral(this=exp.Subquery(this=exp.select(*values)), alias=table))
