"""What must be so after every history: nothing lost, nothing twice, and the newest state that of the table."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from tasklake_lake.event_tables import TASK_EVENTS, USER_EVENTS, EventTable
from tasklake_lake.iceberg_tables import CHANGE_ORDER, ENTITY_TABLES
from tasklake_lake.views import TIMELINE_LACKS
from tasklake_lake.windows import NEAR_DAYS
from tasklake_operations.repair.change_rows import REPAIR
from tests.faults.delivery import WINDOWS
from tests.faults.history import History
from tests.faults.steps import Script, Shared
from tests.faults.table import Change, column_values
from tests.faults.together import Together

type Row = dict[str, Any]

WAIT_FOR_EXPIRY: Final = timedelta(WINDOWS.raw_retention_days + 1)
"""After it the merged tables hold alone."""


class DifferenceError(AssertionError):
    """The lake says something else than it must."""

    def __init__(self, where: str, there: Iterable[object], expected: Iterable[object]) -> None:
        excess = list(there)
        lacking: list[object] = []
        for row in expected:
            if row in excess:
                excess.remove(row)
            else:
                lacking.append(row)
        super().__init__(f"{where} lacks {lacking} and has {excess}")


def run(together: Together, script: Script) -> None:
    """Run a script to its end, and check.

    Raises:
        DifferenceError: The lake is wrong, or a repair does not bring about that it is right.
    """
    for segment in script:
        together.do(segment)
        if segment.then is Shared.CHECK:
            check_views(together)
    together.settle()
    sound = [each for each in together.histories if not each.needs_repair]
    needless = [one for history, _, one in together.repair() if history in sound]
    if needless:
        raise DifferenceError("a repair", needless, [])
    check(together)
    together.maintain()
    together.wait(WAIT_FOR_EXPIRY)
    together.maintain()
    check(together)


def check(together: Together) -> None:
    """Check everything against the tables and their streams."""
    together.look()
    for tables in ENTITY_TABLES:
        check_existing(together, tables.events)
        rows = together.lake.rows(
            f"SELECT * FROM {tables.history.name} WHERE user_id LIKE '{together.owner}%'"
        )
        spoiled = {f"{change.sequence:021d}" for each in together.histories for change in each.spoiled}
        there = [without(row, {"ingested_at"}) for row in rows if row["sequence"] not in {REPAIR, *spoiled}]
        expected = [row for each in together.histories for row in expected_changes(each, tables.events)]
        # What follows a wrong row that nobody can mend says the same of it, once it is repaired.
        there, expected = ([without_wrong_past(row, together) for row in some] for some in (there, expected))
        compare(tables.history.name, tables.events, there, expected)
        if tables.events is TASK_EVENTS:
            timeline = together.lake.view("task_timeline", together.parameters, together.owner)
            compare("task_timeline", tables.events, timeline, (without(row, TIMELINE_LACKS) for row in rows))
    if second := together.mendings():
        raise DifferenceError("a second repair", [one for _, _, one in second], [])


def check_views(together: Together) -> None:
    """Check that the views say what has arrived in their hours or was merged, whatever has not."""
    together.look()
    sound = [each for each in together.histories if not (each.needs_repair or each.delivery.wrong)]
    owners = tuple(f"{each.owner}-" for each in sound)
    arrived = [change for each in sound for change in each.arrived_within(WINDOWS.tail_hours)]
    merged = [change for each in sound for change in each.merged]

    def view(name: str) -> list[Row]:
        rows = together.lake.view(name, together.parameters, together.owner)
        return [row for row in rows if row["user_id"].startswith(owners)]

    for table in (TASK_EVENTS, USER_EVENTS):
        newest: dict[tuple[Any, ...], Row] = {}
        for row in rows_of({*merged, *arrived}, table):
            key = tuple(row[name] for name in table.keys)
            if key not in newest or order_of(row) > order_of(newest[key]):
                newest[key] = row
        names = [column.name for column in table.state]
        exist = [{name: row[name] for name in names} for row in newest.values() if row["op"] != "delete"]
        compare(f"{table.entity}s", table, view(f"{table.entity}s"), exist)
    first_day = together.clock().date() - timedelta(NEAR_DAYS)
    near = [each for each in arrived if each.row and each.row["occurred_at"].date() >= first_day]
    expected = rows_of({*merged, *near}, TASK_EVENTS)
    timeline = (without(row, TIMELINE_LACKS) for row in expected)
    compare("task_timeline", TASK_EVENTS, view("task_timeline"), timeline)


def check_existing(together: Together, table: EventTable) -> None:
    rows = together.lake.view(f"{table.entity}s", together.parameters, together.owner)
    for history in together.histories:
        items = [
            column_values(item, table)
            for key, item in history.table.items.items()
            if len(key) == len(table.keys)
        ]
        there = [row for row in rows if row["user_id"].startswith(f"{history.owner}-")]
        if history.table.generation:
            # An item that a restore brought back has the generation of the restore in the lake.
            items, there = ([without(row, {"generation"}) for row in some] for some in (items, there))
        compare(f"{table.entity}s", table, there, items)


def expected_changes(history: History, table: EventTable) -> list[Row]:
    gone = history.lost | history.spoiled
    kept = [each for each in history.table.changes if each not in gone]
    return [without(row, {"ingested_at"}) for row in rows_of(kept, table)]


def rows_of(changes: Iterable[Change], table: EventTable) -> list[Row]:
    return [row for each in changes if each.table is table and (row := each.row)]


def without_wrong_past(row: Row, together: Together) -> Row:
    owners = tuple(f"{each.owner}-" for each in together.histories if each.spoiled)
    return without(row, {"previous_status"}) if row["user_id"].startswith(owners) else row


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
