import pytest

from local_aws.athena import AthenaSql, UnsupportedFunctionError
from local_aws.athena.results.result_text import as_text
from tests.unit.local_aws.athena.answers import answer


@pytest.mark.parametrize(
    ("query", "names"),
    [
        (
            "SELECT 1, 'a' AS Label, count(*), x FROM (VALUES 1) AS t(x) GROUP BY x",
            ["_col0", "Label", "_col2", "x"],
        ),
        ("SELECT *, x + 1 FROM (VALUES (1, 2)) AS t(x, y)", ["x", "y", "_col2"]),
        ("SELECT 1 AS a, 2 AS a", ["a", "a"]),
        ("SELECT x + 1 FROM (VALUES 1) AS t(x) UNION ALL SELECT 5 AS y", ["_col0"]),
        ("VALUES (1, 'a')", ["_col0", "_col1"]),
    ],
)
def test_a_column_without_a_name_is_called_by_its_place(
    engine: AthenaSql, query: str, names: list[str]
) -> None:
    assert engine.query(query).column_names == names


ARROW_TYPES = {
    "'a'": "string",
    "ARRAY['a']": "list<l: string>",
    "1": "int32",
    "sum(1)": "int64",
    "count_if(true)": "int64",
    "1e0": "double",
    "0.0": "decimal128(1, 1)",
    "-.5": "decimal128(1, 1)",
    "100.0 * 0.5": "decimal128(5, 2)",
    "true": "bool",
    "DATE '2026-03-01'": "date32[day]",
    "TIMESTAMP '2026-03-01 00:00:00'": "timestamp[s]",
    "TIMESTAMP '2026-03-01 00:00:00' - INTERVAL '1' DAY": "timestamp[ms]",
    "TIMESTAMP '2026-03-01 00:00:00.123456'": "timestamp[us]",
    "current_timestamp": "timestamp[ms, tz=UTC]",
}


def test_types(engine: AthenaSql) -> None:
    schema = engine.query(f"SELECT {', '.join(ARROW_TYPES)}").schema
    assert dict(zip(ARROW_TYPES, (str(kind) for kind in schema.types), strict=True)) == ARROW_TYPES


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("REAL '0.1'", "0.1"),
        ("ARRAY[REAL '0.1', NULL]", "[0.1, null]"),
        ("MAP(ARRAY[REAL '0.1'], ARRAY[ARRAY[REAL '1e10']])", "{0.1=[1.0E10]}"),
        ("MAP()", "{}"),
        ("TIMESTAMP '2026-03-01 13:04:05'", "2026-03-01 13:04:05"),
        (
            "ROW(TIMESTAMP '2026-03-01 13:04:05', TIMESTAMP '2026-03-01 13:04:05.000000')",
            "{field0=2026-03-01 13:04:05, field1=2026-03-01 13:04:05.000000}",
        ),
        ("TIMESTAMP '2026-03-01 13:04:05.120'", "2026-03-01 13:04:05.120"),
        ("0.0", "0.0"),
        ("1e10", "1.0E10"),
        ("MAP(ARRAY['a', 'b'], ARRAY[1, NULL])", "{a=1, b=null}"),
        (
            "MAP(ARRAY[1], ARRAY[ROW(1, CAST(ROW(2, 3) AS row(x integer, integer)))])",
            "{1={field0=1, field1={x=2, field1=3}}}",
        ),
        ("TIMESTAMP '2026-03-01 13:04:05 UTC'", "2026-03-01 13:04:05 UTC"),
        ("ARRAY[TIMESTAMP '2026-03-01 13:04:05.120000 UTC']", "[2026-03-01 13:04:05.120000 UTC]"),
        (
            "MAP(ARRAY[1], ARRAY[ROW(1, current_timestamp)])",
            "{1={field0=1, field1=2026-03-01 13:04:05.678 UTC}}",
        ),
        ("ROW(1, ROW('a', NULL))", "{field0=1, field1={field0=a, field1=null}}"),
        ("CAST(ROW(1, 2) AS row(x integer, y integer))", "{x=1, y=2}"),
        ("ARRAY[NULL, 'a']", "[null, a]"),
        ("INTERVAL '2' DAY + INTERVAL '3' HOUR", "2 03:00:00.000"),
        ("INTERVAL '90' MINUTE", "0 01:30:00.000"),
        ("INTERVAL '-90061' SECOND", "-1 01:01:01.000"),
        ("INTERVAL '0' SECOND", "0 00:00:00.000"),
        ("TIMESTAMP '2026-03-02 00:00:00.250' - TIMESTAMP '2026-02-28 01:00:00'", "1 23:00:00.250"),
        ("TIMESTAMP '2026-02-28 01:00:00' - TIMESTAMP '2026-03-02 00:00:00.250'", "-1 23:00:00.250"),
        ("INTERVAL '14' MONTH", "1-2"),
        ("INTERVAL '1' YEAR - INTERVAL '14' MONTH", "-0-2"),
        ("ARRAY[INTERVAL '1' DAY, NULL]", "[1 00:00:00.000, null]"),
        ("CAST(NULL AS INTERVAL DAY TO SECOND)", None),
        ("CAST(NULL AS map(varchar, integer))", None),
    ],
)
def test_a_result_file_has_values_as_athena_shows_them(
    engine: AthenaSql, value: str, shown: str | None
) -> None:
    (batch,) = engine.query(f"SELECT {value}").to_batches()
    assert as_text(batch)[0].to_pylist() == [shown]


def test_a_time_is_shown_in_the_zone_that_a_column_puts_it_into(engine: AthenaSql) -> None:
    sql = """
        SELECT TIMESTAMP '2026-07-01 10:00:00.000' AT TIME ZONE 'Europe/Berlin' AS b, 1 AS one,
            with_timezone(at, 'Asia/Tokyo') AS t, at_timezone(NULLIF(at, at), 'Asia/Tokyo') AS n
        FROM (VALUES TIMESTAMP '2026-07-01 10:00:00') AS v (at) ORDER BY t
    """
    shown = ["2026-07-01 12:00:00.000 Europe/Berlin", "1", "2026-07-01 10:00:00 Asia/Tokyo", None]

    (whole,) = engine.query(sql).to_batches()
    head, batch = engine.batches(sql)
    assert [list(as_text(each).to_pylist()[0].values()) for each in (whole, batch)] == [shown, shown]
    assert head.schema == batch.schema


def test_a_zone_within_a_subquery_is_not_lost_without_a_word(engine: AthenaSql) -> None:
    with pytest.raises(UnsupportedFunctionError, match="has no equal locally but as a column of the result"):
        engine.query(
            "SELECT t FROM (SELECT TIMESTAMP '2026-07-01 10:00:00' AT TIME ZONE 'Asia/Tokyo' AS t) AS v"
        )


def test_the_order_of_the_rows_is_kept(engine: AthenaSql) -> None:
    assert answer(engine, "SELECT sum(x) FROM (VALUES 2, NULL, 1) AS t(x) GROUP BY x ORDER BY x DESC") == [
        (2,),
        (1,),
        (None,),
    ]
