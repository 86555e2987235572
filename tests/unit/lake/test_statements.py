from pathlib import Path

import pytest

from tasklake_lake.statements import StatementError, read_statement, statement
from tasklake_lake.windows import Windows

PARAMETERS = Windows(tail_hours=48, raw_retention_days=365, failure_retention_days=14).parameters()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tasks.sql"


def test_a_file_is_a_description_notes_and_a_statement(file: Path) -> None:
    file.write_text("-- What it is for.\n-- A note.\nSELECT 1 -- one\n-- and no more\n")

    read = read_statement(file)

    assert (read.name, read.description) == ("tasks", "What it is for.")
    assert read.sql == "SELECT 1 -- one\n-- and no more"


def test_every_placeholder_gets_its_value(file: Path) -> None:
    file.write_text("-- It.\nSELECT INTERVAL '${tail_hours}' DAY, '$$5', '${tail_hours}'")

    assert read_statement(file).rendered({"tail_hours": 2, "merge_hours": 9}) == (
        "SELECT INTERVAL '2' DAY, '$5', '2'"
    )


def test_a_placeholder_without_a_value_is_named(file: Path) -> None:
    file.write_text("-- It.\nSELECT ${head_days}, ${tail_hours}, ${merge_hours}")

    with pytest.raises(
        StatementError, match=r"tasks.sql needs a value for head_days, merge_hours; given are tail_hours"
    ):
        read_statement(file).rendered({"tail_hours": 2})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must start with a comment"),
        ("SELECT 1", "must start with a comment"),
        ("-- It.\n", "has no statement"),
        ("-- It.\n-- More of it.", "has no statement"),
        ("-- It.\nSELECT '$5'", r"has a \$ that starts no placeholder"),
    ],
)
def test_a_file_that_is_no_statement_is_refused(file: Path, text: str, message: str) -> None:
    file.write_text(text)

    with pytest.raises(StatementError, match=rf"tasks.sql {message}"):
        read_statement(file)


def test_an_unknown_statement_is_named() -> None:
    with pytest.raises(StatementError, match="there is no statement nosuch of queries"):
        statement("queries", "nosuch")


def test_a_name_fills_the_description_and_every_line_of_a_list_is_indented(file: Path) -> None:
    file.write_text("-- Every ${entity}.\nSELECT\n    ${columns},\n    ${tail_hours}")

    named = read_statement(file).named("users", {"entity": "user", "columns": "a,\nb"})

    assert (named.name, named.description, named.placeholders) == ("users", "Every user.", ["tail_hours"])
    assert named.rendered({"tail_hours": 2}) == "SELECT\n    a,\n    b,\n    2"


def test_a_name_that_a_statement_lacks_is_told_with_its_file(file: Path) -> None:
    file.write_text("-- Every ${entity}.\nSELECT ${key}")

    with pytest.raises(StatementError, match=r"tasks\.sql needs a value for entity; given are none"):
        read_statement(file).named("users", {})
    with pytest.raises(StatementError, match=r"tasks\.sql needs a value for key; given are entity"):
        read_statement(file).named("users", {"entity": "user"}).rendered({})
