"""Calls of every function that Trino has, made from its signatures."""

import itertools
import random
from collections.abc import Iterator, Sequence
from typing import Final

from local_aws.athena.analysis.signatures import VARIADIC, Signature
from local_aws.athena.analysis.types import SqlType, parsed_type

CASES: Final = 10

_UNITS: Final = (
    "'day'",
    "'month'",
    "'hour'",
    "'week'",
    "'year'",
    "'quarter'",
    "'second'",
    "'minute'",
    "'millisecond'",
)
_TEXTS: Final = ("'hello'", "''", "'a,b,,c'", "'Ünï 😀 x'", "'12'", "' pad '", "'ÀB'")
POOLS: Final[dict[str, Sequence[str]]] = {
    "tinyint": ("TINYINT '7'", "TINYINT '-3'", "TINYINT '0'", "TINYINT '2'"),
    "smallint": ("SMALLINT '7'", "SMALLINT '-3'", "SMALLINT '0'", "SMALLINT '2'"),
    "integer": ("7", "-3", "0", "2", "1"),
    "bigint": ("BIGINT '7'", "BIGINT '-3'", "BIGINT '0'", "BIGINT '2'", "BIGINT '1'", "BIGINT '40'"),
    "real": ("REAL '2.5'", "REAL '-1.5'", "REAL '0'"),
    "double": ("2.5e0", "-1.5e0", "0e0", "0.75e0", "100e0", "1e0"),
    "decimal": ("2.55", "-10.5", "0.0", "123456.789", "-2.5", ".5", "00.10"),
    "boolean": ("true", "false"),
    "varchar": _TEXTS,
    "char": ("CAST('ab ' AS char(4))", "CAST('x' AS char(2))"),
    "date": ("DATE '2024-02-29'", "DATE '1999-12-31'", "DATE '2026-03-01'", "DATE '1583-01-31'"),
    "timestamp": (
        "TIMESTAMP '2024-02-29 13:04:05.678'",
        "TIMESTAMP '1969-12-31 23:59:59.999'",
        "TIMESTAMP '2026-03-01 00:00:00'",
        "TIMESTAMP '2026-03-31 10:00:00.123456'",
    ),
    "timestamp with time zone": (
        "TIMESTAMP '2024-02-29 13:04:05.678 UTC'",
        "TIMESTAMP '1969-12-31 23:59:59.999 UTC'",
    ),
    "time": ("TIME '13:04:05.678'", "TIME '00:00:00.000'"),
    "time with time zone": ("TIME '13:04:05.678+00:00'",),
    "interval day to second": ("INTERVAL '36' HOUR", "INTERVAL '1' DAY", "INTERVAL '-90' SECOND"),
    "interval year to month": ("INTERVAL '14' MONTH", "INTERVAL '1' MONTH"),
    "varbinary": ("to_utf8('a')", "to_utf8('hello')", "to_utf8('')"),
    "json": ("JSON '{\"a\": [1, 2]}'", "JSON '3'"),
    "jsonpath": ("'$.a'", "'$.a[1]'", "'$'", "'$.b.c'"),
    "joniregexp": ("'[a-z]+'", "'(l)(.)'", "'\\d'", "'^$'"),
    "codepoints": ("'h '", "'o'"),
    "color": ("'red'",),
}
OF_NAME: Final[dict[tuple[str, int], Sequence[str]]] = {
    **{(name, 0): _UNITS for name in ("date_add", "date_diff", "date_trunc")},
    ("date_format", 1): ("'%Y-%m-%d %H:%i:%s.%f'", "'%W %e %M %y %j'", "'%a %b %c %k %l %p %T'", "'%x-%v %h:%I'"),
    ("format_datetime", 1): ("'yyyy-MM-dd HH:mm:ss.SSS'", "'EEE, d MMM yy h:mm a'", "'EEEE MMMM D'"),
    ("date_parse", 0): ("'2024-02-29 13:04:05'", "'1999-01-31 00:00:00'"),
    ("date_parse", 1): ("'%Y-%m-%d %H:%i:%s'", "'%Y-%m-%d %T'"),
    ("parse_datetime", 0): ("'2024-02-29 13:04:05'", "'1999-01-31 00:00:00'"),
    ("parse_datetime", 1): ("'yyyy-MM-dd HH:mm:ss'",),
    ("from_iso8601_timestamp", 0): ("'2024-02-29T13:04:05.678Z'", "'2024-02-29'", "'2024-02-29T13:04:05+02:00'", "'2024-W05'"),
    ("from_iso8601_date", 0): ("'2024-02-29'", "'1999-12-31'", "'2024-060'"),
    ("date", 0): ("TIMESTAMP '2024-02-29 13:04:05.678'", "TIMESTAMP '1969-12-31 23:59:59.999'"),
    ("json_extract_scalar", 0): ("'{\"a\": [1, \"x\"]}'", "'{\"a\": 1.50, \"b\": {\"c\": true}}'", "'no json'", "'\"t\"'"),
    ("json_extract", 0): ("'{\"a\": [1, \"x\"]}'", "'{\"b\":{\"c\":null}}'"),
    ("json_size", 0): ("'{\"a\": [1, \"x\"]}'",),
    ("json_array_length", 0): ("'[1,2]'", "'[]'", "'{}'"),
    ("json_array_contains", 0): ("'[1,2]'", "'[\"hello\", true]'"),
    ("json_array_get", 0): ("'[1,2]'",),
    ("json_parse", 0): ("'[1,2]'",),
    ("approx_percentile", 1): ("0.5e0", "0.9e0", "0.1e0"),
    ("from_unixtime", 0): ("0e0", "1709212800.678e0", "-1.5e0"),
    ("from_unixtime", 1): ("'UTC'", "'Europe/Berlin'"),
    ("with_timezone", 1): ("'UTC'", "'Europe/Berlin'"),
    ("at_timezone", 1): ("'UTC'", "'Europe/Berlin'"),
    ("regexp_extract", 2): ("1", "0", "2"),
    ("split", 1): ("','", "'l'", "' '"),
    ("split_part", 1): ("','", "'l'", "' '"),
    ("split_part", 2): ("BIGINT '1'", "BIGINT '2'", "BIGINT '9'", "BIGINT '-1'", "BIGINT '0'"),
    ("split_to_map", 0): ("'a=1,b=2'",),
    ("split_to_map", 1): ("','",),
    ("split_to_map", 2): ("'='",),
    ("url_decode", 0): ("'a%20b+c'", "'%C3%BC'"),
    ("codepoint", 0): ("'A'", "'ü'"),
    ("chr", 0): ("BIGINT '65'", "BIGINT '252'"),
    ("from_base", 0): ("'ff'", "'101'"),
    ("from_base", 1): ("BIGINT '16'", "BIGINT '2'"),
    ("to_base", 1): ("BIGINT '16'", "BIGINT '2'"),
    ("element_at", 1): ("BIGINT '1'", "BIGINT '-1'", "BIGINT '9'", "BIGINT '0'"),
    **{(name, 0): ("'https://user@a.b:8080/c/d?x=1&y=%20#f'", "'not a url'", "'http://h'") for name in (
        "url_extract_host", "url_extract_path", "url_extract_port", "url_extract_protocol", "url_extract_query",
        "url_extract_fragment", "url_extract_parameter")},
    ("url_extract_parameter", 1): ("'x'", "'z'"),
    ("from_hex", 0): ("'ff00'",),
    ("from_base64", 0): ("'aGVsbG8='",),
    ("repeat", 1): ("BIGINT '2'", "BIGINT '0'"),
    ("lpad", 2): ("'xy'", "'0'"),
    ("rpad", 2): ("'xy'", "'0'"),
    ("translate", 1): ("'lo'",),
    ("translate", 2): ("'x'", "'01'"),
}  # fmt: skip
EXPRESSIONS: Final[dict[str, Sequence[str]]] = {
    # Two engines never ask at one time.
    "now()": ("now() = current_timestamp", "typeof(now())", "now() > TIMESTAMP '2020-01-01 00:00:00 UTC'"),
    # Of steps taken by chance most are refused.
    "sequence(date, date, interval day to second)": (
        "sequence(DATE '2024-02-28', DATE '2024-03-01', INTERVAL '1' DAY)",
        "sequence(DATE '2024-03-01', DATE '2024-02-20', INTERVAL '-48' HOUR)",
        "sequence(DATE '2024-02-28', DATE '2024-03-01', INTERVAL '36' HOUR)",
    ),
}
"""By form: what tells of it where calls by chance do not."""
_VARIABLE_POOLS: Final = (
    ("7", "-3", "2", "2", "1"),
    ("'b'", "'a'", "'Ü'", "''", "'b'"),
    ("2.5e0", "-1.5e0", "0e0", "2.5e0", "1e0"),
    ("DATE '2024-02-29'", "DATE '1999-12-31'", "DATE '2026-03-01'", "DATE '2024-02-29'", "DATE '1999-12-31'"),
)
_TYPES_OF_VARIABLES: Final = ("integer", "varchar", "double", "date")


def cases(form: Signature) -> list[str]:
    """Return expressions that call one form of a function; of an aggregate, statements."""
    if str(form) in EXPRESSIONS:
        return list(EXPRESSIONS[str(form)])
    found = dict.fromkeys(expression for variable in range(4) for expression in _cases(form, variable))
    every = list(found)
    random.Random(str(form)).shuffle(every)  # noqa: S311 - the same cases every time
    nulls = [each for each in every if "NULL AS" in each][:2]
    return [*nulls, *[each for each in every if each not in nulls]][:CASES]


def _cases(form: Signature, variable: int) -> Iterator[str]:
    arguments = list(parsed_type(f"function({form.arguments})").elements) if form.arguments else []
    if (form.name, form.arguments) in VARIADIC:
        arguments.append(arguments[-1])
    pools = [_pool(form.name, number, kind, variable) for number, kind in enumerate(arguments)]
    if not all(pools):
        return
    if form.kind == "aggregate":
        yield from _aggregates(form, arguments, pools)
        return
    if form.kind == "window":
        yield from _windows(form, pools)
        return
    every = list(itertools.islice(itertools.product(*pools), 4000))
    random.Random(str(form)).shuffle(every)  # noqa: S311 - the same cases every time
    for values in every[:CASES]:
        yield f"{form.name}({', '.join(values)})"
    for number, kind in enumerate(arguments):
        if kind.name not in ("function", "jsonpath", "joniregexp", "codepoints") and every:
            values = list(every[0])
            values[number] = f"CAST(NULL AS {_written(kind, variable)})"
            yield f"{form.name}({', '.join(values)})"


_PARAMETERS_FIRST: Final = {("approx_percentile", 1), ("approx_percentile", 2), ("approx_percentile", 3), ("min", 1), ("max", 1),
                            ("max_by", 2), ("min_by", 2), ("numeric_histogram", 0)}  # fmt: skip


def _aggregates(
    form: Signature, arguments: Sequence[SqlType], pools: Sequence[Sequence[str]]
) -> Iterator[str]:
    names = "abcde"
    called = [
        pools[number][0]
        if (form.name, number) in _PARAMETERS_FIRST and len(arguments) > number
        else names[number]
        for number in range(len(arguments))
    ]
    rows = (
        list(zip(*[list(itertools.islice(itertools.cycle(pool), 5)) for pool in pools], strict=True))
        or [("1",)] * 3
    )
    columns = ", ".join(names[: max(1, len(arguments))])
    order = " ORDER BY a" if form.name == "array_agg" else ""
    for chosen in (rows, rows[:1], [*rows, tuple("NULL" for _ in rows[0])], rows[1:3]):
        values = ", ".join(f"({', '.join(row)})" for row in chosen)
        yield f"(SELECT {form.name}({', '.join(called)}{order}) FROM (VALUES {values}) AS t ({columns}))"
    values = ", ".join(f"({', '.join(row)})" for row in rows)
    yield f"(SELECT {form.name}({', '.join(called)}{order}) FROM (VALUES {values}) AS t ({columns}) WHERE a IS NULL)"


def _windows(form: Signature, pools: Sequence[Sequence[str]]) -> Iterator[str]:
    called = ["v", *[pool[-1] for pool in pools[1:]]][: len(pools)] if form.name != "ntile" else ["2"]
    for offset in ("0", "1"):
        if len(called) > 1:
            called[1] = offset
        yield (
            f"(SELECT array_agg(r ORDER BY i) FROM (SELECT i, {form.name}({', '.join(called)}) OVER (ORDER BY o, i) AS r "
            f"FROM (VALUES (1, 5, {pools[0][0] if pools else 1}), (2, 3, {pools[0][1] if pools else 2}), "
            f"(3, 3, NULL)) AS t (i, o, v)) AS w)"
        )


def _pool(name: str, number: int, kind: SqlType, variable: int) -> Sequence[str]:  # noqa: PLR0911 - one for each kind of type
    if (name, number) in OF_NAME:
        return OF_NAME[name, number]
    if _is_variable(kind):
        return _VARIABLE_POOLS[variable]
    match kind.name:
        case "array":
            element = kind.elements[0]
            inner = _pool("", -1, element, variable)
            if not inner:
                return ()
            return (
                f"ARRAY[{', '.join(inner[:4])}]",
                f"ARRAY[{inner[0]}]",
                f"ARRAY[{inner[0]}, NULL, {inner[-1]}]",
                f"CAST(ARRAY[] AS array({_written(element, variable)}))",
            )
        case "map":
            keys, values = (_pool("", -1, each, variable) for each in kind.elements)
            if not (keys and values):
                return ()
            return (
                f"MAP(ARRAY[{keys[0]}, {keys[1]}], ARRAY[{values[0]}, {values[1]}])",
                f"MAP(ARRAY[{keys[1]}], ARRAY[NULL])" if _is_variable(kind.elements[1]) and variable == 9 else
                f"MAP(ARRAY[{keys[1]}], ARRAY[{values[-1]}])",
            )  # fmt: skip
        case "row":
            inner = [_pool("", -1, each, variable) for each in kind.elements]
            return (
                [f"ROW({', '.join(values)})" for values in itertools.islice(itertools.product(*inner), 2)]
                if all(inner)
                else ()
            )
        case "function":
            return _lambdas(kind, variable)
        case _:
            return POOLS.get(kind.name, ())


def _lambdas(kind: SqlType, variable: int) -> Sequence[str]:
    *taken, result = kind.elements
    names = ("x", "y", "z")[: len(taken)]
    head = f"({', '.join(names)})" if len(names) != 1 else names[0]
    low = _VARIABLE_POOLS[variable][4]
    if result.name == "boolean":
        return (f"{head} -> {names[-1]} >= {low}", f"{head} -> {names[0]} IS NULL")
    if result.name == "integer":
        return (f"{head} -> IF(x < y, 1, IF(x = y, 0, -1))",)
    return (f"{head} -> {names[0]}", f"{head} -> coalesce({names[-1]}, {low})")


def _is_variable(kind: SqlType) -> bool:
    return len(kind.name) <= 2


def _written(kind: SqlType, variable: int) -> str:
    if _is_variable(kind):
        return _TYPES_OF_VARIABLES[variable]
    match kind.name:
        case "array" | "map":
            return f"{kind.name}({', '.join(_written(each, variable) for each in kind.elements)})"
        case "row":
            return f"row({', '.join(_written(each, variable) for each in kind.elements)})"
        case "decimal":
            return "decimal(5, 2)"
        case _:
            return kind.name
