from datetime import date

import pytest

from tasklake_operations.verification import closer_look
from tests.integration.operations.verification import drift
from tests.integration.operations.verification.compared_stores import ComparedStores, named


def test_beyond_the_raw_events_the_lake_is_held_against_itself_also_where_suspects_are_many(
    filled_stores: ComparedStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closer_look, "MOST_NAMED_IDS", 2)
    filled_stores.lake.maintain()
    unseen = drift.update("task_history", drift.TASKS[2], 2, "sequence = '0'")
    for cause in (unseen, *drift.SEEN_IN_MERGED_ROWS):
        cause(filled_stores)

    found = named(filled_stores.compare(since=date(2026, 3, 8)))
    assert sorted(found) == sorted(drift.SEEN_IN_MERGED_ROWS.values())
