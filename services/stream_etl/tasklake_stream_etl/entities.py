"""The kinds of item whose changes become rows, and how each is read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Final, Self, get_type_hints

from tasklake.keys import PARTITION_KEY, PROFILE_SORT_KEY, SORT_KEY, TASK_PREFIX, USER_PREFIX
from tasklake.models import Task, User
from tasklake_lake import event_tables
from tasklake_stream_etl.attributes import Attribute, attribute, text
from tasklake_stream_etl.stream_records import Image, MalformedRecordError

type IdsOf = Callable[[Sequence[Image]], tuple[list[str], ...]]

IDS: Final = frozenset({"id", "user_id"})
PARTITION: Final = Attribute(PARTITION_KEY, "S", text)
SORT: Final = Attribute(SORT_KEY, "S", text)
SET_BY_EVERY_WRITE: Final = frozenset({"version", "generation", "updated_at", "request_id"})


@dataclass(frozen=True, slots=True)
class Entity:
    """How the changes of one kind of item are read.

    Attributes:
        table: The event table of the rows.
        ids: Takes the keys of items and returns the first columns of the table.
        state: The attributes of the columns between the ids and those of the change itself.
        status: The one of them that holds the status.
        schema_version: The version that the rows are written with.
        fields: The model's fields that `changed` may name, in the model's order.
    """

    table: event_tables.EventTable
    ids: IdsOf
    state: tuple[Attribute, ...]
    status: Attribute
    schema_version: int
    fields: tuple[str, ...]

    @classmethod
    def of(cls, table: event_tables.EventTable, model: type[Task | User], ids: IdsOf) -> Self:
        hints = get_type_hints(model)
        names = [column.name for column in table.state if column.name in hints.keys() - IDS]
        state = {name: attribute(name, hints[name]) for name in names}
        return cls(
            table=table,
            ids=ids,
            state=tuple(state.values()),
            status=state["status"],
            schema_version=table.schema_version,
            fields=tuple(field.name for field in fields(model) if field.name not in IDS | SET_BY_EVERY_WRITE),
        )


def task_ids(keys: Sequence[Image]) -> tuple[list[str], list[str]]:
    reason = "Keys are not a task's, though the entity is task"
    return ids_in(SORT.column(keys), TASK_PREFIX, reason), ids_in(PARTITION.column(keys), USER_PREFIX, reason)


def user_ids(keys: Sequence[Image]) -> tuple[list[str]]:
    reason = "Keys are not a profile's, though the entity is user"
    if set(SORT.column(keys)) != {PROFILE_SORT_KEY}:
        raise MalformedRecordError(reason)
    return (ids_in(PARTITION.column(keys), USER_PREFIX, reason),)


def ids_in(keys: Sequence[str], prefix: str, reason: str) -> list[str]:
    ids = [key.removeprefix(prefix) for key in keys if key.startswith(prefix)]
    if len(ids) < len(keys):
        raise MalformedRecordError(reason)
    if not all(ids):
        raise MalformedRecordError("Keys hold an empty id")
    return ids


ENTITIES: Final = {
    entity.table.entity: entity
    for entity in (
        Entity.of(event_tables.TASK_EVENTS, Task, task_ids),
        Entity.of(event_tables.USER_EVENTS, User, user_ids),
    )
}
