from datetime import date

from tests.integration.operations.verification import drift
from tests.integration.operations.verification.compared_stores import ComparedStores, named


def test_beyond_the_raw_events_the_lake_is_held_against_itself(filled_stores: ComparedStores) -> None:
    filled_stores.lake.maintain()
    unseen = drift.update("task_history", drift.TASKS[2], 2, "sequence = '0'")
    for cause in (unseen, *drift.SEEN_IN_MERGED_ROWS):
        cause(filled_stores)

    found = named(filled_stores.compare(since=date(2026, 3, 8)))
    assert sorted(found) == sorted(drift.SEEN_IN_MERGED_ROWS.values())
