"""What has to be written and forgotten so that the lake says of an item what the table says."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tasklake_lake.event_tables import EventTable
from tasklake_operations.errors import OperationError
from tasklake_operations.repair.change_rows import (
    delete_after,
    place_of,
    snapshot_of,
    version_of,
    written_again,
)
from tasklake_operations.repair.lives import bridges, contradictions
from tasklake_operations.verification.looks import DELETE, SNAPSHOT, Position, Row, position


class LakeAheadError(OperationError):
    """The lake knows later changes of an item than the table, and the table's generation says that it was not restored."""

    def __init__(self, item_id: str) -> None:
        super().__init__(
            f"The lake knows later changes of {item_id} than the table. If the table was restored, add the moment to "
            "tasklake:table_restores and deploy, so that what it has counts as newer."
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of one item.

    Attributes:
        table: The event table of its kind.
        item: As the DynamoDB table has it, in the columns of the lake; None where it has none.
        states: Its rows in the table of states.
        history: Its rows in the history.
        events: Its rows in the event table.
        invented: The changes in the history that nothing else knows.
    """

    table: EventTable
    item: Row | None
    states: Sequence[Row]
    history: Sequence[Row]
    events: Sequence[Row]
    invented: frozenset[Position] = frozenset()


@dataclass(slots=True)
class Plan:
    """What mends one item.

    Attributes:
        rows: To be written as events; the merges take them from there.
        forgotten_changes: To be deleted from the history before that.
        forgets_state: Whether the item's row is to be deleted from the states before that.
    """

    rows: list[Row] = field(default_factory=list[Row])
    forgotten_changes: set[Position] = field(default_factory=set[Position])
    forgets_state: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.rows or self.forgotten_changes or self.forgets_state)


def plan(evidence: Evidence, *, generation: int, seen_at: datetime) -> Plan:
    """Return what makes the lake say what the table says; an empty plan where it does.

    Args:
        evidence: What is known of the item.
        generation: That of the table.
        seen_at: When the lake was looked at, UTC without a zone.

    Raises:
        LakeAheadError: The item changed later than any write of this generation can say.
    """
    made = Plan()
    changes = mended_changes(evidence, made, seen_at)
    made.rows += table_rows(evidence, changes, generation, seen_at)
    for row in made.rows:
        changes[position(row)] = row
    for bridge in list(bridges(changes, seen_at)):
        row = as_stored(bridge, evidence.item)
        made.rows.append(row)
        changes[position(row)] = row
    for wrong, right in contradictions(changes, seen_at):
        made.rows = [*(each for each in made.rows if each is not wrong), right]
        changes[position(right)] = right
    mend_state(evidence, changes, made, seen_at)
    return made


def mended_changes(evidence: Evidence, made: Plan, seen_at: datetime) -> dict[Position, Row]:
    """Hold the history against the events and plan what differs; return the row that each change then has."""
    events = {position(row): row for row in sorted(evidence.events, key=place_of)}
    merged: defaultdict[Position, list[Row]] = defaultdict(list)
    for row in sorted(evidence.history, key=place_of):
        merged[position(row)].append(row)
    changes: dict[Position, Row] = {}
    for change in sorted(events.keys() | merged.keys()):
        rows = merged[change]
        if change in evidence.invented:
            made.forgotten_changes.add(change)
            continue
        right = events.get(change) or rows[-1]
        changes[change] = right
        if len(rows) == 1 and same(rows[0], right):
            continue
        if rows:
            made.forgotten_changes.add(change)
        changes[change] = written_again(right, seen_at)
        made.rows.append(changes[change])
    return changes


def same(row: Row, other: Row) -> bool:
    """Whether two rows of one change say the same, whenever they were made."""
    return all(row[name] == other[name] for name in other if name != "ingested_at" and name in row)


def table_rows(
    evidence: Evidence, changes: Mapping[Position, Row], generation: int, seen_at: datetime
) -> Iterator[Row]:
    """Yield what makes the newest state and every row of the write that it is of what the table says."""
    item, newest = evidence.item, max(changes.values(), key=place_of, default=None)
    if item is None:
        if newest is not None and newest["op"] != DELETE:
            yield delete_after(
                newest,
                generation=max(generation, newest["generation"]),
                occurred_at=seen_at,
                seen_at=seen_at,
            )
        return
    for row in changes.values():
        if not same(row, right := as_stored(row, item)):
            yield written_again(right, seen_at)
    if newest is not None and is_of(newest, item):
        return
    for candidate in (item["generation"], generation):
        snapshot = snapshot_of(item, evidence.table, newest, generation=candidate, seen_at=seen_at)
        if newest is None or position(snapshot) > position(newest):
            yield snapshot
            return
    raise LakeAheadError(item[evidence.table.key])


def as_stored(row: Row, item: Row | None) -> Row:
    """Return a row with what the table says of it, if it is about the write that the item is of."""
    return {**row, **item, "generation": row["generation"]} if item and is_of(row, item) else row


def is_of(row: Row, item: Row) -> bool:
    """Whether a row is about the write that an item is of; after a restore another write may have its version."""
    # A snapshot of a restored item has the generation of the restore, not the item's own.
    is_restored = row["op"] == SNAPSHOT and row["generation"] > item["generation"]
    is_same_write = is_restored or row["generation"] == item["generation"]
    return row["op"] != DELETE and is_same_write and version_of(row) == version_of(item)


def mend_state(evidence: Evidence, changes: dict[Position, Row], made: Plan, seen_at: datetime) -> None:
    """Plan that the states have the newest row, once, where a merge would not bring that about."""
    newest = max(changes.values(), key=place_of, default=None)
    states = list(evidence.states)
    if newest is None:
        made.forgets_state = bool(states)
        return
    if len(states) == 1 and same(newest, states[0]):
        return
    if not (states or evidence.events or made.rows) and newest["op"] == DELETE:
        # Its tombstone has expired, once nothing was left that could bring the item back.
        return
    if not states or (len(states) == 1 and place_of(states[0]) < place_of(newest)):
        if not any(row is newest for row in made.rows):
            made.rows.append(written_again(newest, seen_at))
        return
    made.forgets_state = True
    made.rows = [row for row in made.rows if row is not newest]
    made.rows.append(written_again(newest, seen_at))
