"""Before the first change: no engine stumbles over tables that have no file."""

from collections.abc import Callable

import pytest

from tasklake_lake.statements import statements
from tasklake_lake.views import VIEWS
from tests.trino.comparison import differences
from tests.trino.lake import WINDOWS, Lake


@pytest.fixture(scope="module")
def lake(new_lake: Callable[[str], Lake]) -> Lake:
    return new_lake("empty")


def test_maintenance_changes_nothing(lake: Lake) -> None:
    for statement in statements("maintenance"):
        sql = statement.rendered(WINDOWS.parameters())
        counts = lake.local().execute(sql)
        assert (counts.inserted, counts.updated, counts.deleted) == (0, 0, 0)
        assert lake.ask_trino(sql).answer.rows == ((0,),)


def test_views_agree(lake: Lake) -> None:
    for view in VIEWS:
        sql = f"SELECT * FROM {view.name}"
        trino = lake.ask_trino(sql)
        assert differences(sql, trino.answer, lake.ask_local(sql, now=trino.now)) == []
