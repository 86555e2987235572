"""The kinds of item that are compared, and every place that holds them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from tasklake import keys
from tasklake.attributes import StoredItem
from tasklake.items import task_from_item, user_from_item
from tasklake.models import Task, User, personal_fields
from tasklake_lake import event_tables, iceberg_tables
from tasklake_lake.columns import Column, ColumnType

TABLE: Final = "table"
"""Stands for the DynamoDB table among the names of the lake's tables."""

SEPARATOR: Final = ", "
"""Between the texts of a list where one text stands for it: no label and no name of a field has a comma."""

INCOMPARABLE: Final = frozenset({"ingested_at"})
"""The columns that rows of one change may differ in: a later copy is the same change."""

ARROW_TYPES: Final[Mapping[ColumnType, pa.DataType]] = {
    ColumnType.STRING: pa.string(),
    # As the statements ask for lists.
    ColumnType.STRINGS: pa.string(),
    ColumnType.INTEGER: pa.int32(),
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
        model: What an item is.
        model_of: Reads a stored item.
        stored_key: Returns the key of a stored item from its owner and its id.
    """

    view: str
    events: event_tables.EventTable
    states: iceberg_tables.IcebergTable
    history: iceberg_tables.IcebergTable
    model: type[Task | User]
    model_of: Callable[[StoredItem], Task | User]
    stored_key: Callable[[str, str], Mapping[str, str]]

    @property
    def name(self) -> str:
        return self.events.entity

    @property
    def key(self) -> str:
        return self.events.key

    @property
    def tables(self) -> tuple[str, str, str]:
        """The tables of the lake that have its changes, each after the one that it is made from."""
        return self.events.name, self.history.name, self.states.name

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that an item in the table has a value for."""
        return tuple(self.schema.names)

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema of `columns`, as the lake's views return them."""
        return arrow_schema(self.events.state)

    @property
    def row_schema(self) -> pa.Schema:
        """The Arrow schema of a whole row of a history."""
        return arrow_schema(self.history.columns)

    def columns_of(self, relation: str) -> Sequence[str]:
        """Return the columns that a relation of the lake, or the table, has."""
        if relation in (self.view, TABLE):
            return self.columns
        table = self.states if relation == self.states.name else self.history
        return [column.name for column in table.columns]

    def values(self, item: StoredItem) -> dict[str, Any]:
        """Return what the columns hold for a stored item.

        Raises:
            KeyError: An attribute is missing or of another type.
            ValueError: A value is none that the attribute may have.
            OverflowError: A time is beyond what can be told.
        """
        model = self.model_of(item)
        values: dict[str, Any] = {
            name: getattr(model, "id" if name == self.key else name) for name in self.columns
        }
        return values | {name: SEPARATOR.join(values[name]) for name in lists_of(self.events) if values[name]}

    def item_of(self, values: Mapping[str, Any]) -> Task | User:
        """Return the item that the columns tell of; of what is personal they tell nothing."""
        fields = {"id" if name == self.key else name: value for name, value in values.items()}
        fields |= {
            name: tuple(fields[name].split(SEPARATOR)) for name in lists_of(self.events) if fields[name]
        }
        return self.model(**dict.fromkeys(personal_fields(self.model), ""), **fields)


def listed(text: str | None) -> list[str] | None:
    """Return the list that a text stands for."""
    return text.split(SEPARATOR) if text else None if text is None else []


def lists_of(events: event_tables.EventTable) -> list[str]:
    """Return the columns of an item that hold lists, for which texts stand here."""
    return [column.name for column in events.state if column.type is ColumnType.STRINGS]


def arrow_schema(columns: Iterable[Column]) -> pa.Schema:
    return pa.schema(
        [
            pa.field(column.name, ARROW_TYPES[column.type])
            for column in iceberg_tables.iceberg_columns(columns)
        ]
    )


TASKS: Final = Entity(
    view="tasks",
    events=event_tables.TASK_EVENTS,
    states=iceberg_tables.TASK_STATES,
    history=iceberg_tables.TASK_HISTORY,
    model=Task,
    model_of=task_from_item,
    stored_key=keys.task_key,
)
USERS: Final = Entity(
    view="users",
    events=event_tables.USER_EVENTS,
    states=iceberg_tables.USER_STATES,
    history=iceberg_tables.USER_HISTORY,
    model=User,
    model_of=user_from_item,
    stored_key=lambda owner, _: keys.profile_key(owner),
)
ENTITIES: Final = (TASKS, USERS)
