from typing import Final

import pytest

from tasklake_lake.columns import ColumnType
from tasklake_lake.iceberg_tables import TASK_HISTORY, TASK_STATES, IcebergTable
from tasklake_operations.verification.entities import INCOMPARABLE
from tests.integration.operations.verification import drift
from tests.integration.operations.verification.compared_stores import ComparedStores

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
