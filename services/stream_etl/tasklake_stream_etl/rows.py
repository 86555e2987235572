"""Stream records to rows of the event tables.

`changed` holds, in the model's order: for an insert the fields that have a value, for an update those whose stored
value differs, for a delete or a snapshot none. It may name a personal field; the value of one never gets into a row.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from tasklake.keys import DELETED_AT, DELETION_ENTITY, EMAIL_ENTITY, ENTITY, ERASED_ENTITY, IDEMPOTENCY_ENTITY
from tasklake.models import LAST_MILLISECOND
from tasklake_lake.event_tables import EventTable
from tasklake_stream_etl.attributes import LAST_COUNT, Value, attribute, integer, text
from tasklake_stream_etl.entities import ENTITIES, Entity
from tasklake_stream_etl.stream_records import (
    Image,
    MalformedRecordError,
    Record,
    StreamRecord,
    creation_milliseconds,
    event_id,
    image,
    sequence_number,
    stream_record,
    table_name,
)

type Row = tuple[Value, ...]

ROWLESS_ENTITIES: Final = frozenset({EMAIL_ENTITY, IDEMPOTENCY_ENTITY, ERASED_ENTITY, DELETION_ENTITY})
NOTHING: Final[Image] = {}
REVISION: Final = ("created_at", "version")
"""What every write of the API changes one of."""

version = integer("version", 1, LAST_COUNT)
generation = integer("generation", 0, LAST_COUNT)
request_id = text("request_id")
updated_at = integer("updated_at", 0, LAST_MILLISECOND)
deleted_at = integer(DELETED_AT, 0, LAST_MILLISECOND)


class Change(NamedTuple):
    """A row with the columns of its table, the id of its record, and when the change was made in epoch milliseconds."""

    table: EventTable
    row: Row
    event_id: str
    occurred_at: int


def row_of(record: Record, ingested_at: int, tables: Sequence[str] = ()) -> Change | None:
    """Return the row of a change.

    Args:
        record: What the stream has of it.
        ingested_at: When it is read, in epoch milliseconds.
        tables: The names of the table and of those that it was restored from, oldest first.

    Returns:
        None for an item that has no table, which the event source mapping's filter should have kept away, for what
        becomes of a tombstone, and for a write that makes no new version: a migration fills in what an item lacks.

    Raises:
        MalformedRecordError: The record cannot be understood.
    """
    change = stream_record(record)
    operation, before, after = operation_of(record, change)
    entity = entity_of(after or before)
    if entity is None or not (is_live(before) or is_live(after)):
        return None
    ids = entity.ids(image(change, "Keys"))
    if is_live(before) and is_live(after) and all(before.get(name) == after.get(name) for name in REVISION):
        return None
    if is_live(after):
        state = [read(after) for read in entity.readers]
        changed = [name for name in entity.fields if before.get(name) != after.get(name)]
        if operation == "insert" and version(after) > 1:
            # Imported with the version it had elsewhere: the ones before it are no lost changes.
            operation, changed = "snapshot", list[str]()
        occurred_at = updated_at(after)
    else:
        operation, changed = "delete", list[str]()
        state = [read(before) for read in entity.readers]
        delete = delete_of(change, before, after, generation_of(record, tables))
        state[entity.state.index("generation")] = delete.generation
        state[entity.state.index("version")] = delete.version
        state[entity.state.index("request_id")] = delete.request_id
        occurred_at = delete.occurred_at
    row = (
        *ids,
        *state,
        operation,
        occurred_at,
        entity.status(before) if before else None,
        changed,
        sequence_number(change),
        entity.schema_version,
        ingested_at,
    )
    return Change(entity.table, row, event_id(record), occurred_at)


def is_live(item: Image) -> bool:
    """Whether there is an item, and no tombstone."""
    return bool(item) and DELETED_AT not in item


class Delete(NamedTuple):
    generation: int
    version: int
    request_id: Value
    occurred_at: int


def delete_of(change: StreamRecord, before: Image, tombstone: Image, table_generation: int) -> Delete:
    """Return what is known of a delete; one that leaves no tombstone says neither who asked for it nor exactly when."""
    if tombstone:
        return Delete(generation(tombstone), version(tombstone), request_id(tombstone), deleted_at(tombstone))
    # What the function was last told may be older than the item: a delete comes after what it deletes.
    latest = max(generation(before), table_generation)
    at = max(updated_at(before), creation_milliseconds(change))
    return Delete(latest, version(before) + 1, request_id(before), at)


def generation_of(record: Record, tables: Sequence[str]) -> int:
    """Return how often the table of a record had been restored; it may have been restored again since."""
    name = table_name(record)
    return tables.index(name) if name in tables else max(len(tables) - 1, 0)


def operation_of(record: Record, change: StreamRecord) -> tuple[str, Image, Image]:
    """Return what happened, and the item before and after it."""
    match record.get("eventName"):
        case "INSERT":
            return "insert", NOTHING, image(change, "NewImage")
        case "MODIFY":
            return "update", image(change, "OldImage"), image(change, "NewImage")
        case "REMOVE":
            return "delete", image(change, "OldImage"), NOTHING
        case _:
            raise MalformedRecordError("eventName is none of INSERT, MODIFY and REMOVE")


def entity_of(item: Image) -> Entity | None:
    name = attribute(item, ENTITY, "S")
    entity = ENTITIES.get(name)
    if entity is None and name not in ROWLESS_ENTITIES:
        raise MalformedRecordError("entity is unknown")
    return entity
