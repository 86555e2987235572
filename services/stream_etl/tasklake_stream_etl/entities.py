"""The kinds of item whose changes become rows, and how each is read."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Final, Self, get_type_hints

from tasklake.keys import PARTITION_KEY, PROFILE_SORT_KEY, SORT_KEY, USER_PREFIX, task_id_of, user_id_of
from tasklake.models import Task, User
from tasklake_lake import event_tables
from tasklake_stream_etl.attributes import Reader, attribute, reader
from tasklake_stream_etl.stream_records import Image, MalformedRecordError

IDS: Final = frozenset({"id", "user_id"})
SET_BY_EVERY_WRITE: Final = frozenset({"version", "generation", "updated_at", "request_id"})


@dataclass(frozen=True, slots=True)
class Entity:
    """How the changes of one kind of item are read.

    Attributes:
        table: The event table of the rows.
        ids: Takes an item's key and returns the first columns of the table.
        state: The columns between the ids and those of the change itself.
        readers: A reader of the item for each of `state`.
        status: The one of `readers` that reads the status.
        schema_version: The version that the rows are written with.
        fields: The model's fields that `changed` may name, in the model's order.
    """

    table: event_tables.EventTable
    ids: Callable[[Image], tuple[str, ...]]
    state: tuple[str, ...]
    readers: tuple[Reader, ...]
    status: Reader
    schema_version: int
    fields: tuple[str, ...]

    @classmethod
    def of(
        cls, table: event_tables.EventTable, model: type[Task | User], ids: Callable[[Image], tuple[str, ...]]
    ) -> Self:
        hints = get_type_hints(model)
        state = tuple(column.name for column in table.state if column.name in hints.keys() - IDS)
        readers = {name: reader(name, hints[name]) for name in state}
        return cls(
            table=table,
            ids=ids,
            state=state,
            readers=tuple(readers.values()),
            status=readers["status"],
            schema_version=table.schema_version,
            fields=tuple(field.name for field in fields(model) if field.name not in IDS | SET_BY_EVERY_WRITE),
        )


def task_ids(key: Image) -> tuple[str, str]:
    partition, sort = attribute(key, PARTITION_KEY, "S"), attribute(key, SORT_KEY, "S")
    try:
        task_id, user_id = task_id_of(sort), user_id_of(partition)
    except ValueError:
        raise MalformedRecordError("Keys are not a task's, though the entity is task") from None
    if not task_id or not user_id:
        raise MalformedRecordError("Keys hold an empty id")
    return task_id, user_id


def user_ids(key: Image) -> tuple[str]:
    partition, sort = attribute(key, PARTITION_KEY, "S"), attribute(key, SORT_KEY, "S")
    if sort != PROFILE_SORT_KEY or not partition.startswith(USER_PREFIX):
        raise MalformedRecordError("Keys are not a profile's, though the entity is user")
    user_id = user_id_of(partition)
    if not user_id:
        raise MalformedRecordError("Keys hold an empty id")
    return (user_id,)


ENTITIES: Final = {
    entity.table.entity: entity
    for entity in (
        Entity.of(event_tables.TASK_EVENTS, Task, task_ids),
        Entity.of(event_tables.USER_EVENTS, User, user_ids),
    )
}
