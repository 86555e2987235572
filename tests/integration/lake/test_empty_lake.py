from collections.abc import Sequence
from typing import Final

import pytest

from tasklake_lake.iceberg_tables import ICEBERG_TABLES
from tasklake_lake.statements import statements
from tasklake_lake.views import VIEWS
from tests.integration.lake.analysts.page import PARAMETERS
from tests.integration.lake.realized_lake import Lake


@pytest.fixture
def lake(shared_lake: Lake) -> Lake:
    """Nothing here writes, so that all tests may share one."""
    return shared_lake


def test_maintenance_changes_nothing(lake: Lake) -> None:
    counts = lake.maintain()

    assert counts
    assert {(each.inserted, each.updated, each.deleted) for each in counts.values()} == {(0, 0, 0)}


ASKED: Final[dict[str, tuple[str, Sequence[str]]]] = {
    **{view.name: (f"SELECT * FROM {view.name}", ()) for view in VIEWS},
    **{each.name: (each.sql, ()) for each in statements("queries")},
    **{each.name: (each.sql, PARAMETERS[each.name]) for each in statements("prepared")},
}
ABOUT_MERGES: Final = {"lake_freshness", "merge_progress"}


@pytest.mark.parametrize("name", ASKED)
def test_a_view_and_a_question_have_no_rows_but_those_about_merges(lake: Lake, name: str) -> None:
    sql, parameters = ASKED[name]
    assert len(lake.rows(sql, *parameters)) == (len(ICEBERG_TABLES) if name in ABOUT_MERGES else 0)
