import pytest

from tasklake_lake.statements import statement, statements
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


@pytest.mark.parametrize("name", [view.name for view in VIEWS if view.name != "lake_freshness"])
def test_a_view_is_empty(lake: Lake, name: str) -> None:
    assert lake.rows(f"SELECT * FROM {name}") == []


@pytest.mark.parametrize(
    "name", [each.name for each in statements("queries") if each.name != "merge_progress"]
)
def test_a_named_query_has_no_rows(lake: Lake, name: str) -> None:
    assert lake.rows(statement("queries", name).sql) == []


@pytest.mark.parametrize("name", [each.name for each in statements("prepared")])
def test_a_prepared_statement_has_no_rows(lake: Lake, name: str) -> None:
    assert lake.rows(statement("prepared", name).sql, *PARAMETERS[name]) == []


def test_freshness_has_a_row_for_each_merged_table(lake: Lake) -> None:
    rows = lake.rows(statement("queries", "merge_progress").sql)

    assert [tuple(row.values()) for row in rows] == [
        ("task_history", None, None, None, 0),
        ("task_states", None, None, None, 0),
        ("user_history", None, None, None, 0),
        ("user_states", None, None, None, 0),
    ]
