"""What must be so after every history: nothing lost, nothing twice, and the newest state that of the table."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from tasklake_lake.event_tables import TASK_EVENTS, USER_EVENTS, EventTable
from tasklake_lake.iceberg_tables import CHANGE_ORDER, ENTITY_TABLES
from tasklake_lake.views import TIMELINE_LACKS
from tasklake_lake.windows import NEAR_DAYS
from tasklake_operations.repair.change_rows import REPAIR
from tests.faults import repairs
from tests.faults.history import WINDOWS, History, Kind, Step
from tests.faults.table import Change, column_values

type Row = dict[str, Any]

WAIT_FOR_EXPIRY: Final = timedelta(WINDOWS.raw_retention_days + 1)
"""After it the merged tables hold alone."""


class DifferenceError(AssertionError):
    """The lake says something else than it must."""

    def __init__(self, where: str, there: Iterable[Row], expected: Iterable[Row]) -> None:
        there, expected = list(there), list(expected)
        lacking = [row for row in expected if row not in there]
        excess = list(there)
        for row in expected:
            if row in excess:
                excess.remove(row)
        super().__init__(f"{where}: lacks {lacking}, has {excess}")
        self.where = where


def run(history: History, script: Iterable[Step]) -> None:
    """Run a script to its end, and check.

    Raises:
        DifferenceError: The lake is wrong, or a repair does not bring about that it is right.
    """
    for step in script:
        history.do(step)
        match step.kind:
            case Kind.CHECK:
                check_views(history)
            case Kind.REPAIR:
                repairs.repair(history)
            case _:
                pass
    history.settle()
    if history.needs_repair:
        repairs.repair(history)
    check(history)
    history.maintain()
    check(history)
    history.wait(WAIT_FOR_EXPIRY)
    history.maintain()
    check(history)


def check(history: History) -> None:
    """Check everything against the table and its stream."""
    history.lake.now = history.clock()
    for tables in ENTITY_TABLES:
        check_existing(history, tables.events)
        rows = history.lake.rows(f"SELECT * FROM {tables.history.name} WHERE user_id LIKE '{history.owner}%'")
        there = [without(row, {"ingested_at"}) for row in rows if row["sequence"] != REPAIR]
        compare(tables.history.name, tables.events, there, expected_changes(history, tables.events))
        if tables.events is TASK_EVENTS:
            timeline = history.lake.view("task_timeline", history.parameters, history.owner)
            compare("task_timeline", tables.events, timeline, (without(row, TIMELINE_LACKS) for row in rows))
    plans = [mending for _, some in repairs.mendings(history) for mending in some]
    if plans:
        raise DifferenceError("repair", [{"plan": plans}], [])


def check_views(history: History) -> None:
    """Check that the views say what has arrived in their hours or was merged, whatever has not."""
    if history.needs_repair or history.delivery.wrong:
        return
    history.lake.now = history.clock()
    arrived = history.arrived_within(WINDOWS.tail_hours)
    newest: dict[tuple[Any, ...], Row] = {}
    for table in (TASK_EVENTS, USER_EVENTS):
        for row in rows_of(history.merged | arrived, table):
            key = tuple(row[name] for name in table.keys)
            if key not in newest or order_of(row) > order_of(newest[key]):
                newest[key] = row
    for table in (TASK_EVENTS, USER_EVENTS):
        there = history.lake.view(f"{table.entity}s", history.parameters, history.owner)
        names = [column.name for column in table.state]
        exist = [row for key, row in newest.items() if len(key) == len(table.keys) and row["op"] != "delete"]
        compare(f"{table.entity}s", table, there, ({name: row[name] for name in names} for row in exist))
    first_day = history.clock().date() - timedelta(NEAR_DAYS)
    near = [each for each in arrived if each.row and each.row["occurred_at"].date() >= first_day]
    expected = rows_of(history.merged.union(near), TASK_EVENTS)
    timeline = history.lake.view("task_timeline", history.parameters, history.owner)
    compare("task_timeline", TASK_EVENTS, timeline, (without(row, TIMELINE_LACKS) for row in expected))


def check_existing(history: History, table: EventTable) -> None:
    items = [
        column_values(item, table) for key, item in history.table.items.items() if len(key) == len(table.keys)
    ]
    there = history.lake.view(f"{table.entity}s", history.parameters, history.owner)
    if history.table.generation:
        # An item that a restore brought back has the generation of the restore in the lake.
        items, there = ([without(row, {"generation"}) for row in rows] for rows in (items, there))
    compare(f"{table.entity}s", table, there, items)


def expected_changes(history: History, table: EventTable) -> list[Row]:
    kept = [each for each in history.table.changes if each not in history.lost]
    return [without(row, {"ingested_at"}) for row in rows_of(kept, table)]


def rows_of(changes: Iterable[Change], table: EventTable) -> list[Row]:
    return [row for each in changes if each.table is table and (row := each.row)]


def without(row: Row, names: Iterable[str]) -> Row:
    return {name: value for name, value in row.items() if name not in names}


def order_of(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in CHANGE_ORDER[:-1])


def compare(where: str, table: EventTable, there: Iterable[Row], expected: Iterable[Row]) -> None:
    def place(row: Row) -> list[str]:
        return [str(row.get(name)) for name in (*table.keys, *CHANGE_ORDER[:-1])]

    there, expected = sorted(there, key=place), sorted(expected, key=place)
    if there != expected:
        raise DifferenceError(where, there, expected)
