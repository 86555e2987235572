from datetime import date, datetime
from decimal import Decimal

import pytest

from tasklake_operations.athena.result_file import UnreadableResultError
from tests.unit.operations.athena.scripted_athena import ScriptedAthena

SQL = "SELECT * FROM tasks"


@pytest.fixture
def athena() -> ScriptedAthena:
    athena = ScriptedAthena()
    athena.is_started(SQL)
    return athena


def test_values_have_the_types_that_athena_names(athena: ScriptedAthena) -> None:
    athena.answers(
        ("id", "varchar"),
        ("n", "bigint"),
        ("small", "integer"),
        ("ratio", "double"),
        ("open", "boolean"),
        ("day", "date"),
        ("at", "timestamp"),
        file='"id","n","small","ratio","open","day","at"\n'
        '"a","9007199254740993","-1","NaN","true","2031-01-31","2026-03-01 13:04:05.678"\n'
        '"b","0","2","0.1","false","1969-12-31","2026-03-01 13:04:05.678901"\n',
    )
    first, second = athena.workgroup.query(SQL).to_pylist()
    assert first["n"] == 9007199254740993
    assert first["ratio"] != first["ratio"]  # what makes a NaN
    assert (first["small"], first["open"], first["day"]) == (-1, True, date(2031, 1, 31))
    assert first["at"] == datetime(2026, 3, 1, 13, 4, 5, 678000)  # noqa: DTZ001  # Athena's timestamp has no zone
    assert second["at"] == datetime(2026, 3, 1, 13, 4, 5, 678901)  # noqa: DTZ001  # see above
    athena.assert_asked_all()


def test_a_decimal_keeps_its_digits(athena: ScriptedAthena) -> None:
    athena.answers(("share", "decimal"), file='"share"\n"12.50"\n', Precision=5, Scale=2)
    assert athena.workgroup.query(SQL).to_pylist() == [{"share": Decimal("12.50")}]


def test_a_year_that_cannot_be_read_is_named_with_the_way_out(athena: ScriptedAthena) -> None:
    athena.answers(("day", "date"), file='"day"\n"10000-01-01"\n')
    with pytest.raises(UnreadableResultError, match=r"CAST\(\.\.\. AS varchar\).*10000-01-01"):
        athena.workgroup.query(SQL)


def test_text_keeps_its_quotes_lines_and_signs(athena: ScriptedAthena) -> None:
    athena.answers(("title", "varchar"), file='"title"\n"Pay the ""rent"",\n\nthen 🏠"\n"\\N"\n"null"\n')
    titles = [row["title"] for row in athena.workgroup.query(SQL).to_pylist()]
    assert titles == ['Pay the "rent",\n\nthen 🏠', "\\N", "null"]


def test_null_and_empty_text_are_two(athena: ScriptedAthena) -> None:
    athena.answers(("a", "varchar"), ("b", "integer"), file='"a","b"\n"",\n,"1"\n')
    assert athena.workgroup.query(SQL).to_pylist() == [{"a": "", "b": None}, {"a": None, "b": 1}]


def test_a_row_of_one_null_is_a_row(athena: ScriptedAthena) -> None:
    athena.answers(("category", "varchar"), file='"category"\n\n"home"\n\n')
    assert athena.workgroup.query(SQL).to_pylist() == [
        {"category": None},
        {"category": "home"},
        {"category": None},
    ]


def test_no_rows_still_have_their_columns(athena: ScriptedAthena) -> None:
    athena.answers(("id", "varchar"), ("n", "bigint"), file='"id","n"\n')
    result = athena.workgroup.query(SQL)
    assert result.num_rows == 0
    assert [str(kind) for kind in result.schema.types] == ["string", "int64"]


def test_columns_may_share_a_name(athena: ScriptedAthena) -> None:
    athena.answers(("n", "integer"), ("n", "varchar"), file='"n","n"\n"1","one"\n')
    result = athena.workgroup.query(SQL)
    assert result.column_names == ["n", "n"]
    assert [column.to_pylist() for column in result.columns] == [[1], ["one"]]


def test_what_text_cannot_tell_apart_stays_text(athena: ScriptedAthena) -> None:
    athena.answers(("changed", "array"), file='"changed"\n"[title, status]"\n')
    assert athena.workgroup.query(SQL).to_pylist() == [{"changed": "[title, status]"}]


def test_a_file_is_not_held_as_a_whole(athena: ScriptedAthena) -> None:
    athena.is_in_state("SUCCEEDED")
    athena.has_columns(("n", "bigint"))
    body = athena.has_file('"n"\n' + '"123456789"\n' * 6_000_000)
    batches = athena.workgroup.batches(SQL)
    assert next(batches).num_rows < 100_000
    assert body.tell() < 40_000_000  # of 72 million
    batches.close()


def test_all_batches_together_are_the_rows(athena: ScriptedAthena) -> None:
    athena.answers(("n", "bigint"), file='"n"\n' + '"1"\n' * 600_000)
    batches = list(athena.workgroup.batches(SQL))
    assert len(batches) > 1
    assert sum(batch.num_rows for batch in batches) == 600_000


def test_a_statement_whose_result_is_no_csv_is_read_page_by_page() -> None:
    athena = ScriptedAthena()
    athena.is_started("SHOW TABLES")
    athena.is_in_state("SUCCEEDED", location="s3://results/0123.txt")
    athena.has_columns(("tab_name", "string"))
    for token, name in ((None, "tasks"), ("next", "users")):
        page = {"ResultSet": {"Rows": [{"Data": [{"VarCharValue": name}]}]}}
        asked = {"QueryExecutionId": "0123"} | ({"NextToken": token} if token else {})
        athena.athena.add_response(
            "get_query_results", page | ({} if token else {"NextToken": "next"}), asked
        )
    assert athena.workgroup.query("SHOW TABLES").to_pylist() == [{"tab_name": "tasks"}, {"tab_name": "users"}]
    athena.assert_asked_all()
