"""Random queries that the analysis should accept, made from the table of functions and the rows of one relation."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

from hypothesis import strategies as st

from local_aws.athena.analysis.signatures import Signature, all_signatures
from local_aws.athena.analysis.types import SqlType, parsed_type
from tests.trino.recording.function_cases import OF_NAME, POOLS

type Expressions = st.SearchStrategy[str]

ROWS: Final = """(VALUES
    (1, BIGINT '3', 2.5e0, 1.50, 'hello', DATE '2024-02-29', TIMESTAMP '2024-02-29 13:04:05.678', true, ARRAY[1, 2]),
    (2, BIGINT '-7', -1.5e0, -2.25, '', DATE '1999-12-31', TIMESTAMP '1969-12-31 23:59:59.999', false, ARRAY[3]),
    (3, NULL, 0e0, NULL, 'a,b', DATE '2026-03-01', NULL, NULL, CAST(ARRAY[] AS array(integer))),
    (3, BIGINT '0', NULL, 10.00, NULL, NULL, TIMESTAMP '2026-03-01 00:00:00.000', true, NULL)
) AS t (i, b, d, n, s, day, at, ok, list)"""
_COLUMNS: Final = {
    "integer": "i", "bigint": "b", "double": "d", "decimal": "n", "varchar": "s", "date": "day", "timestamp": "at",
    "boolean": "ok", "array": "list",
}  # fmt: skip
_SCALARS: Final = ("integer", "bigint", "double", "decimal", "varchar", "date", "timestamp", "boolean")
_CASTS: Final = {
    "varchar": ("integer", "bigint", "double", "decimal", "date", "timestamp", "boolean", "varchar"),
    "integer": ("integer", "double", "decimal", "varchar", "bigint", "boolean"),
    "bigint": ("integer", "double", "decimal", "varchar", "boolean"),
    "double": ("integer", "bigint", "decimal", "varchar"),
    "decimal": ("integer", "bigint", "double"),
    "date": ("timestamp", "varchar", "date"),
    "timestamp": ("date", "varchar", "timestamp"),
    "boolean": ("varchar", "integer"),
}
_WRITTEN: Final = {"decimal": "decimal(12, 3)", "timestamp": "timestamp(3)"}
_NEVER: Final = {"approx_percentile", "approx_distinct", "repeat", "lpad", "rpad", "sequence", "random", "rand", "shuffle", "now"}
"""Not exact, not the same twice, or too long with a random number."""


def statements() -> Expressions:
    """Return a strategy of whole queries over the one relation."""
    item = st.sampled_from(_SCALARS).flatmap(lambda kind: expression(kind, 3))
    plain = st.builds(
        lambda items, condition: f"SELECT {', '.join(items)} FROM {ROWS} WHERE {condition}",
        st.lists(item, min_size=1, max_size=3), expression("boolean", 2),
    )  # fmt: skip
    grouped = st.builds(
        lambda key, items, condition: (
            f"SELECT {key}, {', '.join(items)} FROM {ROWS} GROUP BY {key} HAVING {condition}"
        ),
        st.sampled_from(("i", "s", "ok", "i % 2", "upper(s)")),
        st.lists(aggregate(), min_size=1, max_size=3),
        st.sampled_from(("count(*) > 0", "count(b) >= 1", "max(d) IS NOT NULL")),
    )
    windows = st.builds(
        lambda call, frame: f"SELECT i, {call} OVER (PARTITION BY ok ORDER BY i, s, b{frame}) FROM {ROWS}",
        st.one_of(aggregate(), st.sampled_from(("row_number()", "rank()", "lag(s)", "lead(b, 1, 0)", "first_value(d)"))),
        st.sampled_from(("", " ROWS BETWEEN 1 PRECEDING AND CURRENT ROW")),
    )
    ordered = st.builds(
        lambda one, other: f"SELECT {one} AS i, s FROM {ROWS} ORDER BY {other}, 1, 2",
        expression("integer", 2), st.sampled_from(("i", "i + 0", "-i", "s DESC NULLS FIRST", "abs(i) DESC")),
    )  # fmt: skip
    return st.one_of(plain, plain, grouped, windows, ordered)


def expression(kind: str, depth: int) -> Expressions:
    """Return a strategy of expressions of a type."""
    leaves = st.sampled_from([_COLUMNS.get(kind, "NULL"), *POOLS.get(kind, ("NULL",))])
    if depth == 0 or kind not in _SCALARS:
        return leaves
    below = expression(kind, depth - 1) if depth > 1 else leaves
    made: list[Expressions] = [leaves, *_operators(kind, below, depth)]
    forms = functions_returning(kind)
    if forms:
        made += [st.sampled_from(forms).flatmap(lambda form: _call(form, depth - 1))] * 2
    made.append(
        st.sampled_from([each for each in _CASTS if kind in _CASTS[each]]).flatmap(
            lambda source: expression(source, depth - 1).map(lambda value: f"try_cast({value} AS {_WRITTEN.get(kind, kind)})")
        )
    )
    return st.one_of(made)


def _operators(kind: str, below: Expressions, depth: int) -> list[Expressions]:
    condition = expression("boolean", depth - 1)
    common = [
        st.builds(lambda test, one, other: f"CASE WHEN {test} THEN {one} ELSE {other} END", condition, below, below),
        st.builds(lambda one, other: f"coalesce({one}, {other})", below, below),
        st.builds(lambda one, other: f"nullif({one}, {other})", below, below),
    ]
    match kind:
        case "integer" | "bigint" | "double" | "decimal":
            operators = st.sampled_from(("+", "-", "*", "/", "%"))
            common.append(st.builds(lambda one, sign, other: f"({one} {sign} {other})", below, operators, below))
        case "varchar":
            common.append(st.builds(lambda one, other: f"({one} || {other})", below, below))
        case "date":
            units = st.sampled_from(("DAY", "MONTH", "YEAR"))
            common.append(st.builds(lambda one, unit: f"({one} + INTERVAL '3' {unit})", below, units))
        case "timestamp":
            units = st.sampled_from(("DAY", "MONTH", "HOUR", "SECOND"))
            common.append(st.builds(lambda one, unit: f"({one} - INTERVAL '3' {unit})", below, units))
        case "boolean":
            common += [_comparison(depth), _comparison(depth)]
            common.append(st.builds(lambda one, word, other: f"({one} {word} {other})", below, st.sampled_from(("AND", "OR")), below))
            common.append(below.map(lambda one: f"(NOT {one})"))
        case _:
            pass
    return common


def _comparison(depth: int) -> Expressions:
    operators = st.sampled_from(("=", "<>", "<", ">=", "IS DISTINCT FROM"))
    return st.sampled_from(_SCALARS).flatmap(
        lambda kind: st.one_of(
            st.builds(lambda one, sign, other: f"({one} {sign} {other})", expression(kind, depth - 1), operators, expression(kind, depth - 1)),
            st.builds(lambda one, low, high: f"({one} BETWEEN {low} AND {high})", expression(kind, 0), expression(kind, 0), expression(kind, 0)),
            st.builds(lambda one, many: f"({one} IN ({', '.join(many)}))", expression(kind, depth - 1), st.lists(expression(kind, 0), min_size=1, max_size=3)),
            expression(kind, depth - 1).map(lambda one: f"({one} IS NULL)"),
            expression("varchar", depth - 1).map(lambda one: f"({one} LIKE '%l_%')"),
        )
    )  # fmt: skip


@cache
def functions_returning(kind: str) -> Sequence[Signature]:
    """Return the accepted scalar functions of plain arguments that return a type."""
    return [
        form
        for form in all_signatures()
        if form.verdict != "refused" and form.kind == "scalar" and form.name not in _NEVER
        and parsed_type(form.returns).name == kind and all(_is_plain(each) for each in _arguments(form))
    ]  # fmt: skip


def _is_plain(kind: SqlType) -> bool:
    return kind.name in (*_SCALARS, "joniregexp", "jsonpath") or kind.name == "array"


def _arguments(form: Signature) -> Sequence[SqlType]:
    return parsed_type(f"function({form.arguments})").elements if form.arguments else ()


def _call(form: Signature, depth: int) -> Expressions:
    parts = [
        st.sampled_from(OF_NAME[form.name, number]) if (form.name, number) in OF_NAME else expression(each.name, depth)
        for number, each in enumerate(_arguments(form))
    ]
    return st.tuples(*parts).map(lambda values: f"{form.name}({', '.join(values)})")


def aggregate() -> Expressions:
    """Return a strategy of aggregate calls whose result no order of the rows changes."""
    forms = [
        form for form in all_signatures()
        if form.kind == "aggregate" and form.verdict != "refused" and form.name not in _NEVER
        and form.name in ("sum", "avg", "min", "max", "count", "count_if", "bool_and", "bool_or", "every", "stddev", "variance", "checksum")
    ]  # fmt: skip
    inner: Callable[[Signature], Expressions] = lambda form: st.tuples(
        *[expression(each.name if each.name in _SCALARS else "integer", 2) for each in _arguments(form)]
    ).map(lambda values: f"{form.name}({', '.join(values) or '*'})")
    return st.sampled_from(forms).flatmap(inner)
