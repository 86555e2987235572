from datetime import date

import pytest

from tests.integration.operations.verification import drift
from tests.integration.operations.verification.compared_stores import ComparedStores, named


@pytest.mark.journey
def test_equal_stores_have_no_difference_before_and_after_the_merge(filled_stores: ComparedStores) -> None:

    comparison = filled_stores.compare()
    assert named(comparison) == []
    assert comparison.items == comparison.rows == {"tasks": 36, "users": 2}
    # 120 merged changes of tasks and 6 deletes, 3 raw ones; 4 merged changes of users, 1 raw one.
    assert comparison.changes == {"tasks": 129, "users": 5}
    assert (comparison.suspects, comparison.waited_seconds) == (0, 0.0)

    filled_stores.lake.maintain()
    merged = filled_stores.compare()
    assert (named(merged), merged.suspects, merged.changes) == ([], 0, comparison.changes)


def test_empty_stores_have_no_difference(stores: ComparedStores) -> None:
    assert named(stores.compare()) == []


def test_what_a_repair_took_from_a_restored_table_is_no_difference(filled_stores: ComparedStores) -> None:
    drift.repaired_after_a_restore(filled_stores)

    comparison = filled_stores.compare(since=date(2026, 3, 8))
    assert (named(comparison), comparison.suspects) == ([], 0)
