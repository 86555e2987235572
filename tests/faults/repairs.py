"""The product's repair of one history's items."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tasklake_lake.iceberg_tables import ENTITY_TABLES, EntityTables
from tasklake_operations.repair import plan as plans
from tasklake_operations.repair.repair import Mending, Repair
from tests.faults.delivery import ENVIRONMENT, Fault, FaultyS3
from tests.faults.history import WINDOWS, History
from tests.faults.table import Key, column_values

type Row = dict[str, Any]
type RowsByKey = dict[Key, list[Row]]


def mendings(history: History) -> Iterator[tuple[EntityTables, list[Mending]]]:
    """Yield what a repair would do now, by kind of item."""
    history.clock.tick()
    history.lake.now = history.clock()
    for tables in ENTITY_TABLES:
        yield tables, list(mendings_of(history, tables))


def mendings_of(history: History, tables: EntityTables) -> Iterator[Mending]:
    seen_at = history.clock().replace(tzinfo=None)
    items = {key: item for key, item in history.table.items.items() if len(key) == len(tables.events.keys)}
    names = [column.name for column in tables.events.columns]
    events = rows_by_key(history, tables, tables.events.name, names)
    merged = rows_by_key(history, tables, tables.history.name, names)
    states = rows_by_key(history, tables, tables.states.name, [each.name for each in tables.states.columns])
    for key in sorted(items.keys() | events.keys() | merged.keys() | states.keys()):
        evidence = plans.Evidence(
            tables.events,
            column_values(items[key], tables.events) if key in items else None,
            states[key],
            merged[key],
            events[key],
        )
        made = plans.plan(evidence, generation=history.table.generation, seen_at=seen_at)
        if not made.is_empty:
            yield Mending(key, made)


def rows_by_key(history: History, tables: EntityTables, name: str, columns: list[str]) -> RowsByKey:
    found: RowsByKey = defaultdict(list)
    for row in history.lake.rows(
        f"SELECT {', '.join(columns)} FROM {name} WHERE user_id LIKE '{history.owner}%'"
    ):
        found[tuple(str(row[key]) for key in tables.events.keys)].append(row)
    return found


def repair(history: History) -> None:
    """Carry out the plans, and merge what they wrote."""
    s3 = FaultyS3(history.lake, Fault.NONE, 0)

    def clock() -> datetime:
        return history.clock()

    mending = Repair(history.lake, s3, ENVIRONMENT.lake_bucket, WINDOWS, clock)  # pyright: ignore[reportArgumentType]  # it asks for less
    for tables, some in mendings(history):
        for _ in mending.mend(tables, some):
            history.was_repaired = True
    history.delivery.keep(s3.applied)
    history.maintain()
