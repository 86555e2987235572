"""Stream records to rows of the event tables.

`changed` holds, in the model's order: for an insert the fields that have a value, for an update those whose stored
value differs, for a delete none. It may name a personal field; the value of one never gets into a row.
"""

from typing import Final, NamedTuple

from tasklake.keys import EMAIL_ENTITY, ENTITY, ERASED_ENTITY, IDEMPOTENCY_ENTITY
from tasklake.models import LAST_MILLISECOND
from tasklake_lake.event_tables import EventTable
from tasklake_stream_etl.attributes import LAST_COUNT, Value, attribute, integer
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
)

type Row = tuple[Value | list[str], ...]

ROWLESS_ENTITIES: Final = frozenset({EMAIL_ENTITY, IDEMPOTENCY_ENTITY, ERASED_ENTITY})
NOTHING: Final[Image] = {}

version = integer("version", 1, LAST_COUNT)
updated_at = integer("updated_at", 0, LAST_MILLISECOND)


class Change(NamedTuple):
    """A row with the columns of its table, the id of its record, and when the change was made in epoch milliseconds."""

    table: EventTable
    row: Row
    event_id: str
    occurred_at: int


def row_of(record: Record, ingested_at: int) -> Change | None:
    """Return the row of a change.

    Args:
        record: What the stream has of it.
        ingested_at: When it is read, in epoch milliseconds.

    Returns:
        None for an item that has no table; the event source mapping's filter should have kept it away.

    Raises:
        MalformedRecordError: The record cannot be understood.
    """
    change = stream_record(record)
    operation, before, after = operation_of(record, change)
    item = after or before
    entity = entity_of(item)
    if entity is None:
        return None
    ids = entity.ids(image(change, "Keys"))
    state = [read(item) for read in entity.readers]
    occurred_at = updated_at(item)
    changed: list[str] = []
    if operation == "delete":
        state[entity.state.index("version")] = version(item) + 1
        occurred_at = max(occurred_at, creation_milliseconds(change))
    else:
        changed = [name for name in entity.fields if before.get(name) != after.get(name)]
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
