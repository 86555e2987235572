"""Stored items as rows of the columns that the lake has, and those that cannot be any."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from tasklake import keys
from tasklake.attributes import StoredItem, text
from tasklake_operations.verification.difference import Difference, Kind
from tasklake_operations.verification.entities import ENTITIES, TABLE, Entity

# A missing attribute or one of another type; a value that none may be, or no column holds; a time beyond the calendar.
UNREADABLE = (KeyError, ValueError, OverflowError)


@dataclass(frozen=True, slots=True)
class ItemBatch:
    """Some items.

    Attributes:
        rows: Those that can be read, by entity.
        unreadable: The others.
    """

    rows: Sequence[tuple[Entity, pa.RecordBatch]]
    unreadable: Sequence[Difference]


def item_batch(items: Iterable[StoredItem]) -> ItemBatch:
    """Return the users and tasks among stored items; one that cannot be read takes no other with it."""
    by_entity: dict[str, list[StoredItem]] = {entity.name: [] for entity in ENTITIES}
    for item in items:
        by_entity[text(item, keys.ENTITY)].append(item)
    rows: list[tuple[Entity, pa.RecordBatch]] = []
    unreadable: list[Difference] = []
    for entity in ENTITIES:
        for part in readable_parts(by_entity[entity.name], entity):
            if isinstance(part, Difference):
                unreadable.append(part)
            else:
                rows.append((entity, part))
    return ItemBatch(rows, unreadable)


def readable_parts(items: Sequence[StoredItem], entity: Entity) -> list[pa.RecordBatch | Difference]:
    if not items:
        return []
    try:
        return [pa.RecordBatch.from_pylist([entity.values(item) for item in items], entity.schema)]
    except UNREADABLE:
        if len(items) == 1:
            return [unreadable_item(items[0], entity)]
        return [part for item in items for part in readable_parts([item], entity)]


def unreadable_item(item: StoredItem, entity: Entity) -> Difference:
    partition, sort = text(item, keys.PARTITION_KEY), text(item, keys.SORT_KEY)
    try:
        item_id = keys.user_id_of(partition) if sort == keys.PROFILE_SORT_KEY else keys.task_id_of(sort)
    except ValueError:
        item_id = f"{partition} {sort}"
    return Difference(kind=Kind.UNREADABLE, entity=entity.name, id=item_id, relation=TABLE, created_at=None)
