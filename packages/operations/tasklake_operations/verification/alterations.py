"""Rows that differ from their origin: a version has the same values wherever it is, whenever it is seen."""

from collections.abc import Iterator, Mapping

from tasklake_operations.verification.case import Case
from tasklake_operations.verification.difference import Difference, Kind
from tasklake_operations.verification.entities import INCOMPARABLE
from tasklake_operations.verification.looks import SNAPSHOT, Position, Row, made_at, position

type Origins = Mapping[Position, Row]


def alterations(case: Case) -> Iterator[Difference]:
    """Yield each altered row once, and of the view only what the tables do not explain."""
    known = origins(case)
    look, entity = case.second, case.entity
    held = {
        entity.events.name: look.told.values(),
        entity.history.name: [row for row in look.history if not awaits_copy(case, row)],
        entity.states.name: [row for row in look.states if not awaits_copy(case, row)],
    }
    altered = [
        each for relation, rows in held.items() for row in rows for each in judged(case, relation, row, known)
    ]
    if not altered and look.view is not None:
        altered = list(judged(case, entity.view, look.view, known))
    yield from dict.fromkeys(altered)


def origins(case: Case) -> Origins:
    """Return what each version must be: the table knows best, then come the raw row, the history, a state."""
    found: dict[Position, Row] = {}
    for row in (*case.second.states, *case.second.history, *case.second.raw):
        found[position(row)] = {**found.get(position(row), {}), **row}
    if (item := case.first.item) is not None:
        found.setdefault(position(item), item)
        for place, row in found.items():
            if case.place(row, item) == position(item):
                found[place] = {**row, **item, "generation": place.generation}
    return found


def judged(case: Case, relation: str, row: Row, known: Origins) -> Iterator[Difference]:
    origin = known.get(position(row), row)
    columns = differing_columns(row, origin)
    if "previous_status" in row and not columns and is_out_of_line(row, known):
        columns = ("previous_status",)
    if columns:
        item = case.first.item
        is_item = item is not None and case.place(row, item) == position(item)
        yield case.difference(Kind.ALTERED, relation, row, item=item if is_item else None, columns=columns)


def differing_columns(row: Row, origin: Row) -> tuple[str, ...]:
    """Return the columns that a row has otherwise than its origin, of those that both have."""
    return tuple(
        name
        for name, value in row.items()
        if name not in INCOMPARABLE and name in origin and value != origin[name]
    )


def is_out_of_line(row: Row, known: Origins) -> bool:
    """Return whether a change tells of another status than the version before it has; where that lacks is a gap."""
    place = position(row)
    if row["op"] == SNAPSHOT:
        return False
    if place.version == 1:
        return row["previous_status"] is not None
    before = [each["status"] for other, each in known.items() if place.continues(other)]
    return bool(before) and row["previous_status"] not in before


def awaits_copy(case: Case, row: Row) -> bool:
    """Return whether a row is what an earlier raw row says, while a later one of the same change need not be merged yet."""
    *earlier, last = [copy for copy in case.second.raw if position(copy) == position(row)] or [row]
    return made_at(last) >= case.moments.due and any(not differing_columns(row, copy) for copy in earlier)
