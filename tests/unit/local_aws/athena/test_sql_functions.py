"""What neither a recorded call nor a statement of the battery asks; every expectation is what Trino 476 answers."""

from datetime import UTC, date, datetime
from decimal import Decimal
from math import inf

import pytest

from local_aws.athena import AthenaSql, UnsupportedFunctionError
from tests.unit.local_aws.athena.answers import answer

type Answers = dict[str, object]

TIMES: Answers = {
    "date_format(DATE '2026-03-01', '%W %e %M, week %v of %x')": "Sunday 1 March, week 09 of 2026",
    "date_parse('01/Mar/2026 07', '%d/%b/%Y %H')": datetime.fromisoformat("2026-03-01 07:00:00"),
    "format_datetime(TIMESTAMP '2026-03-01 13:04:05', 'EEE, d MMM yyyy h:mm a')": "Sun, 1 Mar 2026 1:04 PM",
    "format_datetime(TIMESTAMP '2026-03-01 13:04:05', 'yyyy-MM-dd''T''HH:mm:ss.SSS')": "2026-03-01T13:04:05.000",
    "date_diff('day', TIMESTAMP '2026-03-01 23:00:00', TIMESTAMP '2026-03-02 01:00:00')": 0,
    "date_diff('second', TIMESTAMP '2026-03-01 00:00:00.900', TIMESTAMP '2026-03-01 00:00:02.100')": 1,
    "date_diff('month', DATE '2026-01-31', DATE '2026-02-28')": 1,
    "date_diff('hour', TIMESTAMP '2026-03-01 00:00:00', TIMESTAMP '2026-03-02 12:00:00 UTC')": 36,
    "date_add('month', 1, DATE '2026-01-31')": date(2026, 2, 28),
    "date_add('minute', -90, TIMESTAMP '2026-03-01 01:00:00')": datetime.fromisoformat("2026-02-28 23:30:00"),
    "extract(dow FROM DATE '2026-03-01')": 7,
    "extract(day_of_week FROM DATE '2026-03-01')": 7,
    "DATE '2026-03-08' - INTERVAL '1' DAY - INTERVAL '1' MONTH": date(2026, 2, 7),
    "INTERVAL '1' DAY + DATE '2026-03-08'": date(2026, 3, 9),
    "DATE '2026-03-08' - 2 * INTERVAL '1' DAY": date(2026, 3, 6),
    "CAST(DATE '2026-03-08' - INTERVAL '7' DAY AS varchar)": "2026-03-01",
    "TIMESTAMP '2026-03-08 00:00:00' + INTERVAL '1.5' SECOND": datetime.fromisoformat(
        "2026-03-08 00:00:01.500"
    ),
    "CAST('2026-03-01 10:00:00.1236' AS timestamp)": datetime.fromisoformat("2026-03-01 10:00:00.124"),
    "hour(TIMESTAMP '2026-03-01 00:00:00' AT TIME ZONE 'America/New_York')": 19,
    "CAST(TIMESTAMP '2026-03-01 23:30:00 UTC' AT TIME ZONE 'Asia/Tokyo' AS date)": date(2026, 3, 2),
    "date_format(at_timezone(TIMESTAMP '2026-07-01 00:00:00 UTC', 'Europe/Berlin'), '%H:%i')": "02:00",
    "to_unixtime(with_timezone(TIMESTAMP '2026-03-01 00:00:00', 'Europe/Berlin'))": 1772319600.0,
    "with_timezone(TIMESTAMP '2026-03-01 00:00:00', 'UTC')": datetime(2026, 3, 1, tzinfo=UTC),
}
ARRAYS: Answers = {
    "element_at(ARRAY['a', 'b'], -1)": "b",
    "element_at(ARRAY['a', 'b'], 3)": None,
    "array_position(ARRAY['a'], 'z')": 0,
    "slice(ARRAY[1, 2, 3], -2, 2)": [2, 3],
    "sequence(3, 1)": [3, 2, 1],
    "repeat('ab', 2)": ["ab", "ab"],
    "any_match(ARRAY[1, NULL], x -> x > 1)": None,
}
TEXTS: Answers = {
    """json_extract_scalar('{"a": {"b": "x"}}', '$.a')""": None,
    "regexp_extract('task-12', '(\\w+)-(\\d+)', 2)": "12",
    "regexp_replace('2026-03-01', '(\\d+)-(\\d+)-(\\d+)', '$3.$2.$1')": "01.03.2026",
    "replace('ab', '', '-')": "-a-b-",
    "format('%s has %d', 'Ada', 3)": "Ada has 3",
}
NUMBERS: Answers = {
    "-7 / 2": -3,
    "7 / 2e0": 3.5,
    "100.0 * 2 / 3": Decimal("66.7"),
    "100.0 / 0.001": Decimal("100000.000"),
    "round(NULLIF(1.50, 1.50), -3)": None,
    "truncate(NULLIF(1.50, 1.50), -3)": None,
    "typeof(00.10)": "decimal(2,2)",
    "typeof(0.05 + 0.05)": "decimal(3,2)",
    "typeof(0.0 * 2.55)": "decimal(4,3)",
    "typeof(7.5 % 0.2)": "decimal(1,1)",
    "CAST('12.5' AS decimal)": Decimal(13),
    "DECIMAL '12.50'": Decimal("12.50"),
    "CAST(1.005e0 AS decimal(4, 2))": Decimal("1.01"),
    "CAST(REAL '0.1' AS decimal(20, 10))": Decimal("0.1000000000"),
    "CAST(-.5 AS varchar)": "-0.5",
    "1e0 / 0": inf,
    "1e0 / sign(-0e0)": -inf,
    "is_nan(sign(sqrt(-1e0)))": True,
    "width_bucket(5e0, 10e0, 0e0, 4)": 2,
}
AGGREGATES: Answers = {
    "max_by(y, x) FILTER (WHERE x < 3)": "b",
    "array_agg(DISTINCT y ORDER BY y) FILTER (WHERE y IS NOT NULL)": ["a", "b"],
    "sum(x) / count(*)": 2,
    "sum(x) * 100.0 / 3": Decimal("266.7"),
    "date_trunc('month', max(DATE '2026-03-05'))": date(2026, 3, 1),
    "map_agg(y, x) FILTER (WHERE x > 1)": [("b", 2)],
    "map_agg(y, x) FILTER (WHERE x > 2)": None,
}


@pytest.mark.parametrize(
    "answers", [TIMES, ARRAYS, TEXTS, NUMBERS], ids=["times", "arrays", "texts", "numbers"]
)
def test_scalar_functions(engine: AthenaSql, answers: Answers) -> None:
    (row,) = answer(engine, f"SELECT {', '.join(answers)}")
    assert dict(zip(answers, row, strict=True)) == answers


def test_aggregate_functions(engine: AthenaSql) -> None:
    rows = "(VALUES (1, 'a'), (2, 'b'), (2, 'b'), (3, NULL)) AS t(x, y)"
    (row,) = answer(engine, f"SELECT {', '.join(AGGREGATES)} FROM {rows}")
    assert dict(zip(AGGREGATES, row, strict=True)) == AGGREGATES


@pytest.mark.parametrize(
    ("unnested", "rows"),
    [
        ("MAP(ARRAY['a', 'b'], ARRAY[1, 2])) AS t(a, b)", [("a", 1), ("b", 2)]),
        ("ARRAY[1, 2], ARRAY['x', 'y', 'z']) AS t(a, b)", [(1, "x"), (2, "y"), (None, "z")]),
        ("ARRAY[1, 2], ARRAY['x']) WITH ORDINALITY AS t(a, b, n)", [(1, "x", 1), (2, None, 2)]),
        ("ARRAY[ROW(1, 'x'), NULL]) AS t(a, b)", [(1, "x"), (None, None)]),
        ("ARRAY[1], ARRAY['x'])", [(1, "x")]),
    ],
)
def test_unnest_sets_what_it_takes_side_by_side(
    engine: AthenaSql, unnested: str, rows: list[tuple[object, ...]]
) -> None:
    assert answer(engine, f"SELECT * FROM UNNEST({unnested}") == rows


def test_with_and_recursion(engine: AthenaSql) -> None:
    assert answer(
        engine,
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 3) SELECT x FROM n ORDER BY x",
    ) == [(1,), (2,), (3,)]


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (
            "max(with_timezone(TIMESTAMP '2026-03-01 00:00:00', 'Asia/Tokyo'))",
            "^with_timezone in another zone than UTC",
        ),
        ("max(x, x) FROM (VALUES 1, 2) AS t(x)", "^max takes, locally, a literal number of values"),
        ("word_stem('tasks')", r"^word_stem\(varchar\(x\)\) is not known to answer alike"),
        (
            "approx_percentile(1, 0.5)",
            r"^approx_percentile\(bigint, double\) is not known .*; row_number\(\) beside",
        ),
        (
            "date_format(DATE '2026-03-01', '%Q')",
            "^date_format: '%Q' in the pattern '%Q' has no local equivalent",
        ),
        ("format_datetime(DATE '2026-03-01', concat('y', 'y'))", "^format_datetime .* literal pattern"),
        ("json_query('[1]', 'lax $' WITH ARRAY WRAPPER)", "^json_query is not .*; write json_value"),
        (
            "json_exists('{}', 'lax $.a' ERROR ON ERROR)",
            r"^json_exists is not .*; write json_value\(\.\.\.\) IS NOT NULL",
        ),
        ("json_value('{}', 'strict $.a')", r"^a JSON path has, locally, .* unlike 'strict \$\.a'"),
        (
            "json_value('[1]' FORMAT JSON, 'lax $[0]' PASSING 1 AS n)",
            "^json_value takes, locally, no PASSING",
        ),
        ("json_value('[1]', 'lax $[*]')", r"^a JSON path has, locally, .* unlike 'lax \$\[\*\]'"),
        ("CAST('[1]' AS json)", r"^CAST\(varchar\(3\) AS json\) is not known to answer alike"),
    ],
)
def test_a_function_without_an_equal_is_refused_by_name(
    engine: AthenaSql, expression: str, message: str
) -> None:
    with pytest.raises(UnsupportedFunctionError, match=message):
        answer(engine, f"SELECT {expression}")
