from datetime import date

import pytest

from local_aws.athena import AthenaSql, ExecutionParameterError


def values(engine: AthenaSql, sql: str, *parameters: str) -> list[object]:
    (row,) = engine.query(sql, parameters).to_pylist()
    return list(row.values())


def test_parameters_take_the_places_in_their_order(engine: AthenaSql) -> None:
    sql = "WITH t AS (SELECT ? AS a) SELECT a, ?, '?' -- ?\n FROM t WHERE ? > 2 LIMIT ?"
    assert values(engine, sql, "'it''s'", "DATE '2026-01-01'", "3", "1") == ["it's", date(2026, 1, 1), "?"]


def test_an_expression_stays_together(engine: AthenaSql) -> None:
    assert values(engine, "SELECT ? * 2, ?, ?", "1 + 2", "-5", "NULL -- none") == [6, -5, None]


@pytest.mark.parametrize(
    ("sql", "parameters", "message"),
    [
        ("SELECT ?", [], "the statement has 1 ? for its parameters, and 0 were given"),
        ("SELECT 1", ["1"], "the statement has 0 ? for its parameters, and 1 were given"),
        ("SELECT ?, ?", ["1", "abc"], "parameter 2, 'abc', is not a literal; a string has single quotes of its own: 'abc'"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(engine: AthenaSql, sql: str, parameters: list[str], message: str) -> None:
    with pytest.raises(ExecutionParameterError) as error:
        engine.query(sql, parameters)
    assert str(error.value) == message


@pytest.mark.parametrize(
    "parameter", ["", "1), (2", "1; SELECT 2", "(SELECT 1)", "1 AS x", "'open", "?", "*", "a.b"]
)
def test_a_parameter_is_one_value_and_nothing_more(engine: AthenaSql, parameter: str) -> None:
    with pytest.raises(ExecutionParameterError):
        engine.query("SELECT ?", [parameter])
