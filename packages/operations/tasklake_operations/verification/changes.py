"""Changes that the lake has too often, not at all, or from nowhere."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

from tasklake_operations.verification.case import Case
from tasklake_operations.verification.difference import Difference, Kind
from tasklake_operations.verification.looks import DELETE, SNAPSHOT, Position, made_at, position


def doubles(case: Case) -> Iterator[Difference]:
    """Yield the changes that the history has more than once, and an item with more than one state."""
    looks = case.first, case.second
    first, second = (Counter(map(position, look.history)) for look in looks)
    twice = [place for place, copies in (first & second).items() if copies > 1]
    yield from case.differences_by_life(Kind.DOUBLED, case.entity.history.name, twice)
    if all(len(look.states) > 1 for look in looks):
        state = max(case.second.states, key=position)
        yield case.difference(Kind.DOUBLED, case.entity.states.name, state)


def unmerged(case: Case) -> Iterator[Difference]:
    """Yield the changes that came so long ago that the history must have them, and does not."""
    merged = set(map(position, case.second.history))
    lost = [
        place
        for place, row in case.first.told.items()
        if place not in merged and made_at(row) < case.moments.due
    ]
    return case.differences_by_life(Kind.UNMERGED, case.entity.history.name, lost)


def invented_places(case: Case) -> Mapping[str, list[Position]]:
    """Return by table the merged rows that no raw row tells of, as it must, and that are beyond what the table has."""
    told = case.first.told.keys() | case.second.told.keys()
    item = case.second.item or case.first.item
    reached = None if item is None else position(item)

    def invented(relation: str) -> list[Position]:
        before = set(map(position, case.first.rows(relation)))
        return [
            place
            for row in case.second.rows(relation)
            if (place := position(row)) in before - told
            and made_at(row) >= case.moments.told
            and not (reached and reached.created_at == place.created_at and reached >= place)
        ]

    return {table.name: invented(table.name) for table in (case.entity.history, case.entity.states)}


def gaps(case: Case) -> Iterator[Difference]:
    """Yield what lacks before a change or up to a state that the first look saw, and where a life has no end."""
    demanding = case.first.changes
    seen = {**demanding, **case.second.changes}
    runs = [
        (place, run_before(place, seen))
        for place, row in demanding.items()
        if row["op"] != SNAPSHOT and place.version > 1 and not any(map(place.continues, seen))
    ]
    states = [set(map(position, look.states)) for look in (case.first, case.second)]
    runs += [
        (state, run_before(state._replace(version=state.version + 1), seen))
        for state in states[0] & states[1] - seen.keys()
    ]
    for last, later in pairwise(sorted(demanding)):
        end = last._replace(version=last.version + 1)
        is_end = last.created_at != later.created_at and last.generation == later.generation
        if is_end and demanding[last]["op"] != DELETE and end not in seen:
            runs.append((last, range(end.version, end.version + 1)))
    return case.runs_by_life(Kind.GAP, case.entity.history.name, runs)


def run_before(place: Position, seen: Mapping[Position, object]) -> range:
    """Return the versions that lack between a change and the last one before it in its life."""
    earlier = [
        other.version
        for other in seen
        if other.created_at == place.created_at
        and other.version < place.version
        and other.generation <= place.generation
    ]
    return range(max(earlier, default=0) + 1, place.version)
