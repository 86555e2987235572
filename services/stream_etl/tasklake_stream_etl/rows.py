"""Stream records to rows of the event tables, column by column.

`changed` holds, in the model's order: for an insert the fields that have a value, for an update those whose stored
value differs, for a delete or a snapshot none. It may name a personal field; the value of one never gets into a row.
"""

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any, Final, NamedTuple

from tasklake.keys import DELETED_AT, DELETION_ENTITY, EMAIL_ENTITY, ENTITY, ERASED_ENTITY, IDEMPOTENCY_ENTITY
from tasklake.models import LAST_MILLISECOND
from tasklake_lake.event_tables import EventTable
from tasklake_stream_etl.attributes import Attribute, Value, integers, spread, text
from tasklake_stream_etl.entities import ENTITIES, Entity
from tasklake_stream_etl.stream_records import (
    Image,
    MalformedRecordError,
    Record,
    StreamRecord,
    creation_milliseconds,
    event_ids,
    images,
    keys_of,
    operations,
    sequence_numbers,
    stream_records,
    table_name,
)

type Row = tuple[Value, ...]
type State = Mapping[str, list[Any]]

ROWLESS_ENTITIES: Final = frozenset({EMAIL_ENTITY, IDEMPOTENCY_ENTITY, ERASED_ENTITY, DELETION_ENTITY})

entity_name = Attribute(ENTITY, "S", text)
OF_A_DELETE: Final = frozenset({"generation", "version", "request_id"})
"""What a tombstone says of the delete that left it, beside `deleted_at`."""

deleted_at = Attribute(DELETED_AT, "N", integers(0, LAST_MILLISECOND))


class Rows(NamedTuple):
    """Rows with the columns of their table; in the same order, the ids of their records."""

    table: EventTable
    rows: list[Row]
    event_ids: list[str]
    newest_change: int


type Write = tuple[Record, StreamRecord, str, Image, Image, bool]
"""A record, its change, what happened, the item before and after it, and whether there is one after it."""


def rows_of(records: Sequence[Record], ingested_at: int, tables: Sequence[str] = ()) -> list[Rows]:
    """Return the rows of changes, in the order of their records.

    Args:
        records: What the stream has of them.
        ingested_at: When they are read, in epoch milliseconds.
        tables: The names of the table and of those that it was restored from, oldest first.

    Returns:
        For each table that gets any. None are made of an item that has no table, which the event source mapping's filter
        should have kept away, of what becomes of a tombstone, and of a write that makes no new version: a migration fills
        in what an item lacks.

    Raises:
        MalformedRecordError: One of the records cannot be understood.
    """
    return [
        rows_of_entity(ENTITIES[name], writes, ingested_at, tables)
        for name, writes in writes_of(records).items()
        if writes
    ]


def writes_of(records: Sequence[Record]) -> dict[str, list[Write]]:
    """Return the writes that have rows, by the kind of their item."""
    writes: dict[str, list[Write]] = {name: [] for name in ENTITIES}
    changes, done = stream_records(records), operations(records)
    befores, afters = images(changes, done)
    names = entity_name.column([after or before for before, after in zip(befores, afters, strict=True)])
    if set(names) - writes.keys() - ROWLESS_ENTITIES:
        raise MalformedRecordError("entity is unknown")
    for record, change, what, before, after, name in zip(
        records, changes, done, befores, afters, names, strict=True
    ):
        # A tombstone is no item.
        was_live, lives = bool(before) and DELETED_AT not in before, bool(after) and DELETED_AT not in after
        is_kept = was_live and lives and is_same_version(before, after)
        if name in writes and (was_live or lives) and not is_kept:
            writes[name].append((record, change, what, before, after, lives))
    return writes


def is_same_version(before: Image, after: Image) -> bool:
    """Whether a write made no new version, which every write of the API does."""
    return before.get("version") == after.get("version") and before.get("created_at") == after.get(
        "created_at"
    )


def rows_of_entity(entity: Entity, writes: Sequence[Write], ingested_at: int, tables: Sequence[str]) -> Rows:
    records, changes, done, befores, afters, lives = map(list, zip(*writes, strict=True))
    ids = entity.ids(keys_of(changes))
    items = [after if live else before for before, after, live in zip(befores, afters, lives, strict=True)]
    state = {attribute.name: attribute.column(items) for attribute in entity.state}
    occurred = state["updated_at"].copy()
    changed = changed_of(entity, writes)
    for place, (what, version, live) in enumerate(zip(done, state["version"], lives, strict=True)):
        if not live:
            done[place] = "delete"
        elif what == "insert" and version > 1:
            # Imported with the version it had elsewhere: the ones before it are no lost changes.
            done[place], changed[place] = "snapshot", []
    complete_deletes(entity, writes, state, occurred, tables)
    earlier = entity.status.column([before for before in befores if before])
    rows = zip(
        *ids,
        *state.values(),
        done,
        occurred,
        spread([bool(before) for before in befores], earlier),
        changed,
        sequence_numbers(changes),
        repeat(entity.schema_version, len(writes)),
        repeat(ingested_at, len(writes)),
        strict=True,
    )
    return Rows(entity.table, list(rows), event_ids(records), max(occurred))


def changed_of(entity: Entity, writes: Sequence[Write]) -> list[list[str]]:
    return [
        []
        if not live
        else [name for name in entity.fields if before.get(name) != after.get(name)]
        if before
        else [name for name in entity.fields if name in after]
        for _, _, _, before, after, live in writes
    ]


def complete_deletes(
    entity: Entity, writes: Sequence[Write], state: State, occurred: list[int], tables: Sequence[str]
) -> None:
    """Put into the rows of deletes what their old items do not say.

    A delete that leaves no tombstone says neither who asked for it nor exactly when.
    """
    tombstones: dict[int, Image] = {}
    for place, (record, change, _, _, after, live) in enumerate(writes):
        if live:
            continue
        if after:
            tombstones[place] = after
            continue
        # What the function was last told may be older than the item: a delete comes after what it deletes.
        state["generation"][place] = max(state["generation"][place], generation_of(record, tables))
        state["version"][place] += 1
        occurred[place] = max(occurred[place], creation_milliseconds(change))
    told = {attribute: state[attribute.name] for attribute in entity.state if attribute.name in OF_A_DELETE}
    for attribute, column in {**told, deleted_at: occurred}.items():
        for place, value in zip(tombstones, attribute.column(list(tombstones.values())), strict=True):
            column[place] = value


def generation_of(record: Record, tables: Sequence[str]) -> int:
    """Return how often the table of a record had been restored; it may have been restored again since."""
    if len(tables) < 2:  # noqa: PLR2004  # no restore, as mostly: to read the name would be a twelfth of what the record costs
        return 0
    name = table_name(record)
    return tables.index(name) if name in tables else max(len(tables) - 1, 0)
