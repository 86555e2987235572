import duckdb
import pyarrow as pa
import pytest

from tasklake_operations.cli.rows import DuplicateColumnError, Format, UnprintableValueError, print_rows


def rows(query: str) -> pa.Table:
    with duckdb.connect() as connection:
        return connection.sql(query).to_arrow_table()


def test_csv_has_every_column_even_of_one_name(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(rows("SELECT 1 AS a, 2 AS a"), Format.CSV)
    assert capsys.readouterr().out == "a,a\n1,2\n"


def test_json_refuses_two_columns_of_one_name() -> None:
    with pytest.raises(DuplicateColumnError, match=": a; use AS"):
        print_rows(rows("SELECT 1 AS a, 2 AS a"), Format.JSON)


def test_json_has_a_form_for_every_kind_of_value(capsys: pytest.CaptureFixture[str]) -> None:
    query = """
        SELECT TIMESTAMP '2026-01-02 03:04:05' AS "at", DATE '2026-01-02' AS "day", 0.0000000001 AS price, true AS flag,
               'nan'::DOUBLE AS ratio, 'ab'::BLOB AS raw, MAP {'x': 1} AS "map",
               {'on': DATE '2026-01-02', 'none': NULL} AS "row", [1, 2] AS list
    """
    print_rows(rows(query), Format.JSON)
    assert capsys.readouterr().out == (
        '{"at": "2026-01-02 03:04:05.000", "day": "2026-01-02", "price": "0.0000000001", "flag": true, '
        '"ratio": "NaN", "raw": "61 62", "map": [["x", 1]], "row": {"on": "2026-01-02", "none": null}, '
        '"list": [1, 2]}\n'
    )


def test_a_table_in_a_pipe_is_as_wide_as_its_rows(capsys: pytest.CaptureFixture[str]) -> None:
    value = "x" * 200 + " [bold] :rocket:"
    print_rows(rows(f"SELECT '{value}' AS a, 1 AS b"), Format.TABLE)
    out = capsys.readouterr().out
    assert value in out
    assert out.endswith("1 row\n")


def test_no_rows_are_a_header_alone(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(rows("SELECT 1 AS a WHERE false"), Format.CSV)
    print_rows(rows("SELECT 1 AS a WHERE false"), Format.JSON)
    assert capsys.readouterr().out == "a\n"


@pytest.mark.parametrize(
    "value",
    [
        "DATE '9999-12-31' + 1",
        "TIMESTAMP '9999-12-31 23:00:00' + INTERVAL 1 HOUR",
        "TIMESTAMPTZ '9999-12-31 23:00:00Z' + INTERVAL 1 HOUR",
        "DATE '0001-01-01' - 1",
        "TIMESTAMP '-infinity'",
        "[DATE '9999-12-31' + 1]",
    ],
)
@pytest.mark.parametrize("output", Format)
def test_a_time_that_cannot_be_shown_is_named_with_the_way_out(
    value: str, output: Format, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UnprintableValueError, match=r'Column "d" .* outside the years 1 to 9999: .*CAST'):
        print_rows(rows(f"SET TimeZone = 'UTC'; SELECT {value} AS d"), output)
    assert capsys.readouterr().out == ""
