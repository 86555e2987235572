from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from tests.trino.answer import Answer, Column, without_length
from tests.trino.comparison import differences

ANY_ORDER = "SELECT name, n FROM t"


def answer(*rows: tuple[Any, ...], kind: str = "bigint") -> Answer:
    return Answer((Column("name", "varchar"), Column("n", kind)), rows)


def arrow(sql: str) -> pa.Table:
    with duckdb.connect() as connection:
        return connection.sql(sql).to_arrow_table()


def test_rows_without_order_are_equal_in_any() -> None:
    assert differences(ANY_ORDER, answer(("a", 1), ("b", None)), answer(("b", None), ("a", 1))) == []


@pytest.mark.parametrize(
    ("local", "found"),
    [
        (answer(("a", 1), ("b", 3)), ["row: Trino ('b', 2), local ('b', 3)"]),
        (answer(("a", 1), ("b", None)), ["row: Trino ('b', 2), local ('b', None)"]),
        (answer(("a", 1)), ["Trino has 2 rows, local 1", "row: Trino ('b', 2), local None"]),
        (
            answer(("a", 1), ("b", 2), kind="integer"),
            ["column: Trino Column(name='n', type='bigint'), local Column(name='n', type='integer')"],
        ),
    ],
)
def test_what_differs_is_told(local: Answer, found: list[str]) -> None:
    assert differences(ANY_ORDER, answer(("a", 1), ("b", 2)), local) == found


def test_as_often_as_in_the_other() -> None:
    assert differences(ANY_ORDER, answer(("a", 1), ("a", 1), ("b", 2)), answer(("a", 1), ("b", 2), ("b", 2)))


@pytest.mark.parametrize("order", ["n", "2", "t.N DESC", "n, lower(name)"])
def test_order_counts_where_the_statement_gives_one(order: str) -> None:
    sql = f"{ANY_ORDER} ORDER BY {order}"

    assert differences(sql, answer(("a", 1), ("b", 2)), answer(("b", 2), ("a", 1)))


def test_tied_rows_may_change_places() -> None:
    sql = f"{ANY_ORDER} ORDER BY n"

    assert differences(sql, answer(("a", 1), ("b", 1), ("c", 2)), answer(("b", 1), ("a", 1), ("c", 2))) == []


def test_a_limit_may_cut_through_tied_rows() -> None:
    trino = answer(("a", 1), ("b", 2))

    assert differences(f"{ANY_ORDER} ORDER BY n LIMIT 2", trino, answer(("a", 1), ("c", 2))) == []
    assert differences(f"{ANY_ORDER} ORDER BY n LIMIT 2", trino, answer(("x", 1), ("b", 2)))
    assert differences(f"{ANY_ORDER} ORDER BY n", trino, answer(("a", 1), ("c", 2)))


def test_the_order_of_a_part_does_not_count() -> None:
    sql = "SELECT * FROM (SELECT name, n FROM t ORDER BY n LIMIT 9)"

    assert differences(sql, answer(("a", 1), ("b", 2)), answer(("b", 2), ("a", 1))) == []


@pytest.mark.parametrize(
    ("other", "is_equal"), [(0.1 + 0.2, True), (0.3 + 1e-12, False), (float("nan"), False)]
)
def test_doubles_are_equal_but_for_rounding(other: float, is_equal: bool) -> None:  # noqa: FBT001 - parametrized
    trino, local = answer(("a", 0.3), kind="double"), answer(("a", other), kind="double")

    assert (differences(ANY_ORDER, trino, local) == []) == is_equal


def test_an_arrow_table_as_an_answer() -> None:
    table = arrow("SELECT * FROM (VALUES (1::BIGINT, ['a']), (NULL, [])) AS t(n, names)")

    assert Answer.of(table) == Answer(
        (Column("n", "bigint"), Column("names", "array(varchar)")), ((1, ["a"]), (None, []))
    )
    assert Answer.of(table.slice(0, 0)).rows == ()


@pytest.mark.parametrize(
    ("local", "trino"),
    [
        ("TIMESTAMP_MS", "timestamp(3)"),
        ("TIMESTAMP", "timestamp(6)"),
        ("TIMESTAMPTZ", "timestamp(6) with time zone"),
        ("DECIMAL(10, 2)", "decimal(10, 2)"),
        ("DATE[]", "array(date)"),
        ("DOUBLE", "double"),
        ("INTEGER", "integer"),
        ("BOOLEAN", "boolean"),
    ],
)
def test_types_by_trinos_names(local: str, trino: str) -> None:
    table = arrow(f"SELECT CAST(NULL AS {local}) AS n")

    assert Answer.of(table).columns == (Column("n", trino),)


def test_lengths_of_texts_are_passed_over() -> None:
    assert without_length("map(varchar(1), array(char(2)))") == "map(varchar, array(varchar))"
    assert without_length("decimal(3, 1)") == "decimal(3, 1)"


def test_decimals_are_equal_by_value() -> None:
    one, other = answer(("a", Decimal("1.50"))), answer(("a", Decimal("1.5")))

    assert differences(ANY_ORDER, one, other) == []
