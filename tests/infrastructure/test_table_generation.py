import pytest

from tests.infrastructure.program import Program


@pytest.mark.parametrize("name", ["api", "user-erasure"])
def test_a_function_that_stamps_writes_knows_how_often_the_table_was_restored(
    prod: Program, name: str
) -> None:
    function = prod.one("aws:lambda/function:Function", name).inputs
    assert function["environment"]["variables"]["TABLE_GENERATION"] == "0"


def test_the_etl_knows_the_tables_in_the_order_of_their_restores(restored: Program) -> None:
    function = restored.one("aws:lambda/function:Function", "stream-etl").inputs
    names = function["environment"]["variables"]["TABLE_NAMES"].split(",")
    assert len(names) == len(set(names)) == 3
