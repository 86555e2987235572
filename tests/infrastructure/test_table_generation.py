from collections.abc import Callable

import pytest

from tests.infrastructure.program import Program


@pytest.mark.parametrize("name", ["api", "user-erasure", "stream-etl"])
def test_a_function_that_stamps_writes_knows_how_often_the_table_was_restored(
    program_of: Callable[..., Program], name: str
) -> None:
    function = program_of("prod").one("aws:lambda/function:Function", name).inputs
    assert function["environment"]["variables"]["TABLE_GENERATION"] == "0"
