from cProfile import Profile

import pytest

from local_aws.athena import (
    AthenaSql,
    FunctionNotFoundError,
    QueryFailedError,
    SqlError,
    SqlSyntaxError,
    TypeMismatchError,
    UnknownColumnError,
    UnknownTableError,
    UnsupportedFunctionError,
    UnsupportedStatementError,
)
from tests.unit.local_aws.athena.answers import answer


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("", "there is no statement"),
        ("-- nothing", "there is no statement"),
        ("SELEC 1", "line 1, column 1, at 'SELEC': a statement cannot start so"),
        (
            "SELECT *\nFORM events",
            "line 2, column 6, at 'events': this is unexpected, or something is missing",
        ),
        ("SELECT count(1 FROM t", "line 1, column 16, at 'FROM': Expecting )"),
        ("SELECT 1 +", "line 1, column 10, at '+': this is unexpected, or something is missing"),
        ("SELECT 'open", "a quote or a comment is not closed"),
        ("SELECT 1_000", "line 1, column 8, at '1': write the number with decimal digits alone"),
        ("SELECT 1,\n0x1F", "line 2, column 3, at '1F': write the number with decimal digits alone"),
        ("SELECT nosuch(\n-- unchecked", "line 1, column 14, at '(': Expecting )"),
        (
            "-- why\nEXPLAIN SELECT 1 +",
            "line 2, column 18, at '+': this is unexpected, or something is missing",
        ),
        (f"SELECT '{'a' * 262_136}'", "the statement has 262,145 bytes; Athena takes at most 262,144"),
    ],
)
def test_a_syntax_error_names_its_place(engine: AthenaSql, sql: str, message: str) -> None:
    with pytest.raises(SqlSyntaxError) as error:
        answer(engine, sql)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        (
            "DROP TABLE t",
            "^this DROP statement is not supported locally; ask with SELECT, WITH, VALUES, SHOW TABLES",
        ),
        ("insert into t values (1)", "^this INSERT statement"),
        ("SHOW FUNCTIONS", "^this SHOW statement"),
        ("EXPLAIN (FORMAT JSON) SELECT 1", "^of EXPLAIN there is locally"),
        ("SELECT 1; SELECT 2", "^one statement at a time"),
        ("WITH FUNCTION f(x bigint) RETURNS bigint RETURN x SELECT f(1)", "^WITH FUNCTION"),
    ],
)
def test_only_single_queries_are_answered(engine: AthenaSql, sql: str, message: str) -> None:
    with pytest.raises(UnsupportedStatementError, match=message):
        answer(engine, sql)


@pytest.mark.parametrize(
    ("select", "error", "message"),
    [
        ("nam FROM t", UnknownColumnError, "column nam does not exist; there is name"),
        ("t.nam FROM t", UnknownColumnError, "column t.nam does not exist; there is name"),
        ("e.name FROM t", UnknownTableError, "e is neither a table nor an alias in this FROM"),
        ("nosuch(name) FROM t", FunctionNotFoundError, "Function 'nosuch' not registered"),
        ("upper(ARRAY[name]) FROM t", FunctionNotFoundError, "Unexpected parameters (array(varchar(3))) for function upper. Expected: upper(char(x)), upper(varchar(x))"),
        ("name = 1 FROM t", TypeMismatchError, "Cannot apply operator: varchar(3) = integer"),
        ("coalesce(1, name) FROM t", TypeMismatchError, "All COALESCE operands must be the same type or coercible to a common type. Cannot find common type between integer and varchar(3), all types (without duplicates): [integer, varchar(3)]"),
        ("1 / 0", QueryFailedError, "division by zero"),
        ("CAST(name AS integer) FROM t", QueryFailedError, "Value cannot be cast to integer: Ada"),
        ("json_value(name, 'lax $' ERROR ON ERROR) FROM t", QueryFailedError, "a JSON path found no value, ERROR ON ERROR"),
        ("json_value('1 2', 'lax $')", QueryFailedError, "json_value reads, locally, no text that goes on behind its first JSON value"),
        ("* FROM read_csv('/etc/passwd')", UnsupportedFunctionError, "READ_CSV('/etc/passwd') in FROM is not supported locally"),
        ("date_add('fortnight', 1, DATE '2026-03-01')", TypeMismatchError, "date_add: 'fortnight' is not a valid unit"),
    ],
)  # fmt: skip
def test_what_fails_is_named(engine: AthenaSql, select: str, error: type[SqlError], message: str) -> None:
    with pytest.raises(error) as caught:
        answer(engine, f"WITH t AS (SELECT * FROM (VALUES 'Ada') AS v(name)) SELECT {select}")
    assert type(caught.value) is error
    assert str(caught.value) == message


def test_an_unchecked_query_has_what_athena_lacks(engine: AthenaSql) -> None:
    query = "SELECT x AS y FROM (VALUES 'Ada', 'Bo') AS t(x) WHERE x ILIKE 'a%' GROUP BY ALL"
    assert answer(engine, f"{query}\n-- unchecked") == [("Ada",)]
    with pytest.raises(SqlSyntaxError, match="there is no ILIKE"):
        answer(engine, query)


def test_a_statement_of_the_most_bytes_is_answered(engine: AthenaSql) -> None:
    assert answer(engine, f"SELECT length('{'a' * 262_127}')") == [(262_127,)]


@pytest.mark.parametrize("call", ["substr({}, 1)", "split_part({}, ',', 1)", "regexp_extract({}, 'a')", "json_value({}, 'lax $')",
                                  "CAST(1.5 / CAST({} AS decimal(9, 2)) AS varchar)", "ARRAY[{}][1]", "element_at(ARRAY[{}], 1)",
                                  "greatest({}, '1')"])  # fmt: skip
def test_calls_within_calls_take_no_exponential_time(engine: AthenaSql, call: str) -> None:
    expression = "'1'"
    for _ in range(12):
        expression = call.format(expression)
    assert len(answer(engine, f"SELECT {expression}")) == 1


def test_a_longer_list_takes_no_quadratic_time(engine: AthenaSql) -> None:
    def steps(length: int) -> int:
        with Profile() as profile:
            engine.query(f"SELECT {', '.join(["upper('a')"] * length)}")
        return sum(each.callcount for each in profile.getstats())

    assert steps(600) < 2.2 * steps(300)


def test_a_comment_or_a_semicolon_at_the_end_does_no_harm(engine: AthenaSql) -> None:
    assert answer(engine, "SELECT 1; -- one") == [(1,)]


def test_a_with_of_more_queries_than_duckdb_takes_is_refused_by_name(engine: AthenaSql) -> None:
    queries = ", ".join(f"q{number} AS (SELECT 1 AS x)" for number in range(1_000))
    with pytest.raises(UnsupportedStatementError, match="at most 900 queries"):
        engine.query(f"WITH {queries} SELECT x FROM q0")
