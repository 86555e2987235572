"""The Iceberg tables that maintenance merges the events into: what each holds and how it is laid out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Self

from tasklake_lake.columns import Column, ColumnType
from tasklake_lake.event_tables import TASK_EVENTS, USER_EVENTS, EventTable

ICEBERG_PREFIX: Final = "iceberg"
"""Folder of the Iceberg tables in the lake bucket."""

STATE_BUCKETS: Final = 16
"""Partitions of a table of states: each MERGE touches the files of the buckets that its changes fall into."""


@dataclass(frozen=True, slots=True)
class PartitionField:
    """A partition of a table by a column's transformed value (Apache Iceberg specification, "Partition Transforms")."""

    column: str
    transform: str
    name: str


@dataclass(frozen=True, slots=True)
class IcebergTable:
    """A table in Apache Iceberg's format, version 2.

    Attributes:
        name: The Glue table, and the folder of its data and metadata.
        events: The table whose rows are merged into it.
        columns: In the order of their field ids: a column that is added comes last.
        partition: How its files are divided.
        sort_order: The columns that the rows of a file are sorted by, ascending.
        comment: What the table is, for the analysts' dictionary.
    """

    name: str
    events: EventTable
    columns: tuple[Column, ...]
    partition: PartitionField
    sort_order: tuple[str, ...]
    comment: str


def iceberg_columns(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Return columns as Iceberg keeps them: oldest first, and timestamps, which it has no milliseconds for, in microseconds."""
    return tuple(
        replace(column, type=ColumnType.TIMESTAMP_MICROS) if column.type is ColumnType.TIMESTAMP else column
        for column in sorted(columns, key=lambda column: column.added_in)
    )


def states_of(events: EventTable) -> IcebergTable:
    kept = {column.name for column in events.state} | {"op", "occurred_at"}
    return IcebergTable(
        name=f"{events.entity}_states",
        events=events,
        columns=iceberg_columns(column for column in events.columns if column.name in kept),
        partition=PartitionField(events.key, f"bucket[{STATE_BUCKETS}]", f"{events.key}_bucket"),
        sort_order=(events.key,),
        comment=f"The newest merged change of every {events.entity}, one row each; a deleted one stays as op = delete.",
    )


def history_of(events: EventTable) -> IcebergTable:
    return IcebergTable(
        name=f"{events.entity}_history",
        events=events,
        columns=iceberg_columns(events.columns),
        partition=PartitionField("occurred_at", "day", "occurred_at_day"),
        sort_order=(events.key, "created_at", "version"),
        comment=f"Every merged change of every {events.entity}, exactly once.",
    )


@dataclass(frozen=True, slots=True)
class EntityTables:
    """The tables of one kind of item.

    Attributes:
        events: Its changes as they arrive.
        states: The newest change of each item.
        history: Every change.
    """

    events: EventTable
    states: IcebergTable
    history: IcebergTable

    @classmethod
    def of(cls, events: EventTable) -> Self:
        """Return the event table with the tables that it is merged into."""
        return cls(events, states_of(events), history_of(events))

    @property
    def merged(self) -> tuple[IcebergTable, IcebergTable]:
        return self.states, self.history

    @property
    def names(self) -> Mapping[str, str]:
        """What a statement that every kind of item has is filled with, by placeholder."""
        key = self.events.key
        states = [column.name for column in self.states.columns]
        history = [column.name for column in self.history.columns]
        return {
            "entity": self.events.entity,
            "key": key,
            "events": self.events.name,
            "states": self.states.name,
            "history": self.history.name,
            "state_columns": lines(states),
            "state_values": lines(f"s.{name}" for name in states),
            "state_updates": lines(f"{name} = s.{name}" for name in states if name != key),
            "history_columns": lines(history),
            "history_values": lines(f"s.{name}" for name in history),
        }


def lines(items: Iterable[str]) -> str:
    """Return the items of a list in SQL, one a line."""
    return ",\n".join(items)


TASK_TABLES: Final = EntityTables.of(TASK_EVENTS)
USER_TABLES: Final = EntityTables.of(USER_EVENTS)
ENTITY_TABLES: Final = (TASK_TABLES, USER_TABLES)

TASK_STATES: Final = TASK_TABLES.states
TASK_HISTORY: Final = TASK_TABLES.history
USER_STATES: Final = USER_TABLES.states
USER_HISTORY: Final = USER_TABLES.history
ICEBERG_TABLES: Final = (*TASK_TABLES.merged, *USER_TABLES.merged)
