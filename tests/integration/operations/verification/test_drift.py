from datetime import date
from typing import Final

import pytest

from tasklake_lake.columns import ColumnType
from tasklake_lake.iceberg_tables import TASK_HISTORY, TASK_STATES, IcebergTable
from tasklake_operations.verification import reading
from tasklake_operations.verification.entities import INCOMPARABLE
from tests.integration.operations.verification import drift
from tests.integration.operations.verification.compared_stores import ComparedStores, named
from tests.integration.operations.verification.traffic import traffic_on


def test_beyond_the_raw_events_the_lake_is_held_against_itself_also_where_suspects_are_many(
    filled_stores: ComparedStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_NAMED_IDS", 2)
    filled_stores.lake.maintain()
    unseen = drift.update("task_history", drift.TASKS[2], 2, "sequence = '0'")
    for cause in (unseen, *drift.SEEN_IN_MERGED_ROWS):
        cause(filled_stores)

    found = named(filled_stores.compare(since=date(2026, 3, 8)))
    assert sorted(found) == sorted(drift.SEEN_IN_MERGED_ROWS.values())


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


OTHER_VALUES: Final = {
    ColumnType.STRING: "'other'",
    ColumnType.STRINGS: "ARRAY['other']",
    ColumnType.INTEGER: "7",
    ColumnType.LONG: "7",
    ColumnType.DATE: "DATE '2026-01-02'",
    ColumnType.TIMESTAMP_MICROS: "TIMESTAMP '2026-03-03 01:02:03.004'",
}


@pytest.mark.parametrize(("table", "version"), [(TASK_HISTORY, 2), (TASK_STATES, 3)])
def test_each_column_is_compared(filled_stores: ComparedStores, table: IcebergTable, version: int) -> None:
    columns = [column for column in table.columns if column.name not in INCOMPARABLE]
    altered = {
        task: column.name for task, column in zip(drift.TASKS[18 : 18 + len(columns)], columns, strict=True)
    }
    values = ", ".join(
        f"{column.name} = CASE WHEN task_id = '{task}' THEN {OTHER_VALUES[column.type]} ELSE {column.name} END"
        for task, column in zip(altered, columns, strict=True)
    )
    some = ", ".join(f"'{task}'" for task in altered)
    filled_stores.run(f"UPDATE {table.name} SET {values} WHERE version = {version} AND task_id IN ({some})")

    found = {each.id for each in filled_stores.compare().differences}
    assert {column for task, column in altered.items() if task not in found} == set()
    assert found - {"other"} <= altered.keys()


COMPARISONS: Final = 5
"""By then one has read the table and the lake at different times of a writer."""


@pytest.mark.journey
def test_writers_cause_no_false_alarm_and_a_loss_among_them_is_found(stores: ComparedStores) -> None:
    with traffic_on(stores, writers=2) as traffic:
        suspects = 0
        for _ in range(COMPARISONS):
            comparison = stores.compare(traffic.settle)
            assert named(comparison) == []
            suspects = comparison.suspects
            if suspects:
                break
        assert suspects > 0

        missing = traffic.create_task("user-0", lose=True)
        stale = traffic.change_task(traffic.create_task("user-1"), lose=True)
        gap = traffic.change_task(traffic.change_task(traffic.create_task("user-1"), lose=True))
        traffic.wait_until_carried()

        assert set(named(stores.compare(traffic.settle))) == {
            ("missing", "tasks", missing.id, 1),
            ("stale", "tasks", stale.id, 2, 1),
            ("gap", "task_history", gap.id, "2-2"),
        }
        assert len(traffic.written) > 20
