"""The kinds of item that are compared, and every place that holds them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from tasklake import keys
from tasklake.attributes import StoredItem
from tasklake.items import task_from_item, user_from_item
from tasklake.models import Task, User
from tasklake_lake import event_tables, iceberg_tables
from tasklake_lake.columns import ColumnType

TABLE: Final = "table"
"""Stands for the DynamoDB table among the names of the lake's tables."""

OWNER: Final = "user_id"
"""The column that every kind of item has beside its key: whose partition the item lies in."""

ARROW_TYPES: Final[Mapping[ColumnType, pa.DataType]] = {
    ColumnType.STRING: pa.string(),
    ColumnType.LONG: pa.int64(),
    ColumnType.DATE: pa.date32(),
    ColumnType.TIMESTAMP_MICROS: pa.timestamp("us"),
}


@dataclass(frozen=True, slots=True)
class Entity:
    """One kind of item.

    Attributes:
        view: The view of the items that exist.
        events: The raw table of its changes.
        states: The merged table of newest changes.
        history: The merged table of all changes.
        model_of: Reads a stored item.
        stored_key: Returns the key of a stored item from its owner and its id.
    """

    view: str
    events: event_tables.EventTable
    states: iceberg_tables.IcebergTable
    history: iceberg_tables.IcebergTable
    model_of: Callable[[StoredItem], Task | User]
    stored_key: Callable[[str, str], Mapping[str, str]]

    @property
    def name(self) -> str:
        return self.events.entity

    @property
    def key(self) -> str:
        return self.events.key

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that an item in the table has a value for."""
        return tuple(self.schema.names)

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema of `columns`, as the lake's views return them."""
        return pa.schema(
            [
                pa.field(column.name, ARROW_TYPES[column.type])
                for column in iceberg_tables.iceberg_columns(self.events.state)
            ]
        )

    def values(self, item: StoredItem) -> dict[str, object]:
        """Return what the columns hold for a stored item.

        Raises:
            KeyError: An attribute is missing or of another type.
            ValueError: A value is none that the attribute may have.
            OverflowError: A time is beyond what can be told.
        """
        model = self.model_of(item)
        return {name: getattr(model, "id" if name == self.key else name) for name in self.columns}


TASKS: Final = Entity(
    view="tasks",
    events=event_tables.TASK_EVENTS,
    states=iceberg_tables.TASK_STATES,
    history=iceberg_tables.TASK_HISTORY,
    model_of=task_from_item,
    stored_key=keys.task_key,
)
USERS: Final = Entity(
    view="users",
    events=event_tables.USER_EVENTS,
    states=iceberg_tables.USER_STATES,
    history=iceberg_tables.USER_HISTORY,
    model_of=user_from_item,
    stored_key=lambda owner, _: keys.profile_key(owner),
)
ENTITIES: Final = (TASKS, USERS)
