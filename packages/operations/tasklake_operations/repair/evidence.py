"""What a comparison saw of an item, as what a plan is made from."""

from tasklake_lake.columns import ColumnType
from tasklake_lake.event_tables import EventTable
from tasklake_operations.repair.plans import Evidence
from tasklake_operations.verification.case import Case
from tasklake_operations.verification.changes import invented_places
from tasklake_operations.verification.entities import listed
from tasklake_operations.verification.looks import Row


def evidence_of(case: Case) -> Evidence:
    """Return what is known of the item of a case."""
    look, events = case.second, case.entity.events
    return Evidence(
        table=events,
        item=look.item and with_lists(look.item, events),
        states=[with_lists(row, events) for row in look.states],
        history=[with_lists(row, events) for row in look.history],
        events=[with_lists(row, events) for row in look.raw],
        invented=frozenset(place for places in invented_places(case).values() for place in places),
    )


def with_lists(row: Row, events: EventTable) -> Row:
    """Return a row with its lists, for which the comparison has texts."""
    lists = {column.name for column in events.columns if column.type is ColumnType.STRINGS}
    return {name: listed(value) if name in lists else value for name, value in row.items()}
