"""Random queries that the analysis should accept, made from the table of functions and the rows of one relation."""

from collections.abc import Sequence
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
    "boolean": "ok", "array": "list", "real": "CAST(d AS real)",
}  # fmt: skip
_SCALARS: Final = (
    "integer",
    "bigint",
    "real",
    "double",
    "decimal",
    "varchar",
    "date",
    "timestamp",
    "boolean",
)
_CASTS: Final = {
    "varchar": ("integer", "bigint", "double", "decimal", "date", "timestamp", "boolean", "varchar"),
    "integer": ("integer", "real", "double", "decimal", "varchar", "bigint", "boolean"),
    "bigint": ("integer", "real", "double", "decimal", "varchar", "boolean"),
    "real": ("integer", "bigint", "double"),
    "double": ("integer", "bigint", "real", "decimal", "varchar"),
    "decimal": ("integer", "bigint", "double", "varchar", "decimal"),
    "date": ("timestamp", "varchar", "date"),
    "timestamp": ("date", "varchar", "timestamp"),
    "boolean": ("varchar", "integer"),
}
_NAMES: Final = {
    "decimal": ("decimal(12, 3)",),
    "timestamp": ("timestamp(3)", "timestamp(0)", "timestamp(6)"),
}
_NEVER: Final = {
    "approx_percentile",
    "approx_distinct",
    "repeat",
    "lpad",
    "rpad",
    "sequence",
    "random",
    "rand",
    "shuffle",
    "now",
}
"""Not exact, not the same twice, or too long with a random number."""

_ANY_ORDER: Final = {
    *("sum", "avg", "min", "max", "count", "count_if", "bool_and", "bool_or", "every", "stddev", "variance"),
}


def statements() -> Expressions:
    """Return a strategy of whole queries over the one relation."""
    item = st.sampled_from(_SCALARS).flatmap(lambda kind: expression(kind, 3))
    items = st.lists(item, min_size=1, max_size=3).map(", ".join)
    totals = st.lists(aggregate(), min_size=1, max_size=3).map(", ".join)
    keys = st.sampled_from(("i", "s", "ok", "i % 2", "upper(s)"))
    having = st.sampled_from(("count(*) > 0", "count(b) >= 1", "max(d) IS NOT NULL"))
    windowed = st.sampled_from(
        ("row_number()", "rank()", "dense_rank()", "ntile(2)", "percent_rank()", "cume_dist()", "lag(s)", "lead(b, 1, 0)",
         "first_value(d)", "last_value(at)", "nth_value(s, 2)")
    )  # fmt: skip
    frames = st.sampled_from(
        ("", " ROWS BETWEEN 1 PRECEDING AND CURRENT ROW", " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING",
         " RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW")
    )  # fmt: skip
    grouped = st.sampled_from(
        (
            "ROLLUP (i, ok)",
            "CUBE (i, ok)",
            "GROUPING SETS ((i, ok), (ok), ())",
            "GROUPING SETS (i, ok)",
            "i, ok",
        )
    )
    united = st.sampled_from(("UNION", "UNION ALL", "EXCEPT", "INTERSECT"))
    joined = st.sampled_from(("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"))
    orders = st.sampled_from(("i", "i + 0", "-i", "s DESC NULLS FIRST", "abs(i) DESC"))
    return st.one_of(
        _written(f"SELECT {{}} FROM {ROWS} WHERE {{}}", items, expression("boolean", 2)),
        _written(f"SELECT {{0}}, {{1}} FROM {ROWS} GROUP BY {{0}} HAVING {{2}}", keys, totals, having),
        _written(
            f"SELECT i, {{}} OVER (PARTITION BY ok ORDER BY i, s, b{{}}) FROM {ROWS}",
            st.one_of(aggregate(), windowed),
            frames,
        ),
        _written(
            f"SELECT i, x, y FROM {ROWS} CROSS JOIN UNNEST(list, ARRAY[{{}}, {{}}]) AS u (x, y)",
            expression("decimal", 2),
            expression("decimal", 1),
        ),
        _written(
            f"SELECT i, k, v FROM {ROWS} CROSS JOIN UNNEST(MAP(ARRAY[i], ARRAY[{{}}])) AS u (k, v)",
            expression("varchar", 2),
        ),
        _written(f"SELECT {{}} AS i, s FROM {ROWS} ORDER BY {{}}, 1, 2", expression("integer", 2), orders),
        _written(f"SELECT i, ok, {{}}, grouping(i) FROM {ROWS} GROUP BY {{}}", aggregate(), grouped),
        _written(f"SELECT {{}} FILTER (WHERE {{}}) FROM {ROWS}", aggregate(), expression("boolean", 2)),
        _of_one_kind(f"SELECT {{}} FROM {ROWS} {{}} SELECT {{}} FROM {ROWS}", united),
        _of_one_kind(
            f"SELECT u.i, v.i, v.s FROM (SELECT *, {{}} AS k FROM {ROWS}) AS u {{}} "
            f"(SELECT *, {{}} AS k FROM {ROWS}) AS v ON u.k = v.k",
            joined,
        ),
        _written(f"SELECT i, x FROM {ROWS} CROSS JOIN LATERAL (SELECT {{}} AS x) AS l", item),
        _written(
            f"SELECT i FROM {ROWS} WHERE i IN (SELECT {{}} FROM {ROWS})",
            expression("integer", 2),
        ),
        _written(
            f"SELECT i FROM {ROWS} WHERE EXISTS (SELECT 1 FROM (VALUES 1, 2) AS x (y) WHERE y = i AND {{}})",
            expression("boolean", 2),
        ),
        _of_one_kind(
            f"SELECT ARRAY[{{}}, NULL], MAP(ARRAY[1{{}}], ARRAY[ARRAY[{{}}]]) FROM {ROWS}", st.just("")
        ),
        _written(f"SELECT ROW({{}}, {{}}), ARRAY[ROW({{}})] FROM {ROWS}", item, item, item),
        _written(
            f"WITH w AS (SELECT {{}} AS x, i FROM {ROWS}) SELECT DISTINCT x FROM w WHERE {{}}",
            item,
            st.sampled_from(("i > 1", "x IS NOT NULL", "i IN (1, 3)")),
        ),
    )


def _of_one_kind(template: str, between: Expressions) -> Expressions:
    """Write two expressions of one type on either side of something."""
    return st.sampled_from(_SCALARS).flatmap(
        lambda kind: _written(template, expression(kind, 2), between, expression(kind, 2))
    )


def _written(template: str, *parts: Expressions) -> Expressions:
    return st.tuples(*parts).map(lambda values: template.format(*values))


def expression(kind: str, depth: int) -> Expressions:
    """Return a strategy of expressions of a type."""
    leaves = st.sampled_from([_COLUMNS.get(kind, "NULL"), *POOLS.get(kind, ("NULL",))])
    if depth == 0 or kind not in _SCALARS:
        return leaves
    below = expression(kind, depth - 1)
    made: list[Expressions] = [leaves, *_operators(kind, below, depth)]
    if forms := functions_returning(kind):
        made += [st.sampled_from(forms).flatmap(lambda form: _call(form, depth - 1))] * 2
    sources = st.sampled_from([each for each in _CASTS if kind in _CASTS[each]])
    name = st.sampled_from(_NAMES.get(kind, (kind,)))
    way = st.sampled_from(("try_cast", "CAST", "try(CAST"))
    made.append(
        st.tuples(sources, name, way).flatmap(
            lambda drawn: _written(
                f"{drawn[2]}({{}} AS {drawn[1]}){')' * drawn[2].startswith('try(')}",
                expression(drawn[0], depth - 1),
            )
        )
    )
    return st.one_of(made)


def _operators(kind: str, below: Expressions, depth: int) -> list[Expressions]:
    condition = expression("boolean", depth - 1)
    common = [
        _written("CASE WHEN {} THEN {} ELSE {} END", condition, below, below),
        _written("coalesce({}, {})", below, below),
        _written("nullif({}, {})", below, below),
        _written("IF({}, {})", condition, below),
        _written("element_at(ARRAY[{}, {}], 2)", below, below),
        _written("ARRAY[{}][{}]", below, st.sampled_from(("1", "i", "nullif(i, 3)"))),
    ]
    match kind:
        case "integer" | "bigint" | "real" | "double" | "decimal":
            common.append(_written("({} {} {})", below, st.sampled_from(("+", "-", "*", "/", "%")), below))
        case "varchar":
            common.append(_written("({} || {})", below, below))
            common.append(_written("json_value({}, 'lax $.a')", below))
        case "date":
            common.append(
                _written("({} + INTERVAL '3' {})", below, st.sampled_from(("DAY", "MONTH", "YEAR")))
            )
        case "timestamp":
            units = st.sampled_from(("DAY", "MONTH", "HOUR", "SECOND"))
            common.append(_written("({} - INTERVAL '3' {})", below, units))
        case _:
            common += [_comparison(depth), _comparison(depth), _written("(NOT {})", below)]
            common.append(_written("({} {} {})", below, st.sampled_from(("AND", "OR")), below))
    return common


def _comparison(depth: int) -> Expressions:
    return st.sampled_from(_SCALARS).flatmap(lambda kind: _compared(kind, depth))


def _compared(kind: str, depth: int) -> Expressions:
    below, leaf = expression(kind, depth - 1), expression(kind, 0)
    operators = st.sampled_from(("=", "<>", "<", ">=", "IS DISTINCT FROM"))
    return st.one_of(
        _written("({} {} {})", below, operators, below),
        _written("({} BETWEEN {} AND {})", leaf, leaf, leaf),
        _written("({} IN ({}))", below, st.lists(leaf, min_size=1, max_size=3).map(", ".join)),
        _written("({} IS NULL)", below),
        _written("({} LIKE '%l_%')", expression("varchar", depth - 1)),
    )


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
        st.sampled_from(OF_NAME[form.name, number])
        if (form.name, number) in OF_NAME
        else expression(each.name, depth)
        for number, each in enumerate(_arguments(form))
    ]
    return _written(f"{form.name}({', '.join('{}' for _ in parts)})", *parts)


def aggregate() -> Expressions:
    """Return a strategy of aggregate calls whose result no order of the rows changes."""
    forms = [
        form for form in all_signatures()
        if form.kind == "aggregate" and form.verdict != "refused" and form.name in _ANY_ORDER
    ]  # fmt: skip
    return st.sampled_from(forms).flatmap(_aggregated)


def _aggregated(form: Signature) -> Expressions:
    kinds = [each.name if each.name in _SCALARS else "integer" for each in _arguments(form)]
    if not kinds:
        return st.just(f"{form.name}(*)")
    return _written(
        f"{form.name}({', '.join('{}' for _ in kinds)})", *[expression(kind, 2) for kind in kinds]
    )
