"""What is wrong with one item, judged by two looks at it.

The lake is read before the table in each look, and the second look begins when the lake has had time to show whatever
the table held in the first. So a writer causes no difference: what the table held in the first look must be in the
lake by the second, and what it held later is not judged. An item that changes all the time is judged by what it was.
"""

from collections.abc import Iterator

from tasklake_operations.verification.alterations import alterations
from tasklake_operations.verification.case import Case
from tasklake_operations.verification.changes import doubles, gaps, invented_places, unmerged
from tasklake_operations.verification.difference import Difference, Kind
from tasklake_operations.verification.looks import DELETE, made_at, position


def differences(case: Case) -> Iterator[Difference]:
    """Yield what is wrong and is not the doing of a writer that the lake still has to follow."""
    invented = invented_places(case)
    for relation, places in invented.items():
        yield from case.differences_by_life(Kind.INVENTED, relation, places)
    if not any(invented.values()):
        # What was invented explains whatever else does not fit it.
        wrong = existence(case) or newest_state(case)
        if wrong:
            yield wrong
        yield from gaps(case)
    yield from alterations(case)
    yield from doubles(case)
    yield from unmerged(case)


def existence(case: Case) -> Difference | None:
    """Return how the view of existing items differs from the table, if it does."""
    view = case.entity.view
    before, item, row = case.first.item, case.second.item, case.second.view
    if before is None:
        # It was gone before the table was read, so the lake must know by now; another life is another matter.
        was = case.first.view
        stays = row is not None and was is not None and row["created_at"] == was["created_at"]
        return case.difference(Kind.RESURRECTED, view, row) if item is None and stays else None
    if item is None or item["created_at"] != before["created_at"]:
        return None
    if row is None:
        return case.difference(Kind.MISSING, view, None, item=item)
    if case.place(row, before) < position(before):
        return case.difference(Kind.STALE, view, row, item=item)
    if case.place(row, item) > position(item):
        return case.difference(Kind.AHEAD, view, row, item=item)
    return None


def newest_state(case: Case) -> Difference | None:
    """Return how the state lags behind what must be merged, if it does, or that the end of an item is lost."""
    told, due = case.first.told, case.moments.due
    changes = {
        place: row
        for place, row in case.first.changes.items()
        if place not in told or made_at(told[place]) < due
    }
    if not changes:
        return None
    newest = max(changes)
    row = changes[newest]
    gone = case.first.item is None and case.second.item is None
    if gone and row["op"] != DELETE and newest == max(case.second.changes, default=newest):
        return case.difference(Kind.RESURRECTED, case.entity.history.name, row)
    state = max(case.second.states, key=position, default=None)
    if state is None:
        expired = row["op"] == DELETE and row["occurred_at"] < case.moments.tombstones
        return None if expired else case.difference(Kind.MISSING, case.entity.states.name, row)
    return case.difference(Kind.STALE, case.entity.states.name, state) if position(state) < newest else None
