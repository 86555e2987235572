"""The Iceberg tables that maintenance merges the events into: what each holds and how it is laid out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from tasklake_lake.columns import Column, ColumnType
from tasklake_lake.event_tables import OWNER, TASK_EVENTS, USER_EVENTS, EventTable

ICEBERG_PREFIX: Final = "iceberg"
"""Folder of the Iceberg tables in the lake bucket."""

STATE_BUCKETS: Final = 16
"""Partitions of a table of states: each MERGE touches the files of the buckets that its changes fall into."""


CHANGE_ORDER: Final = ("generation", "created_at", "version", "ingested_at")
"""What orders the rows of an item: those before the last tell its changes apart, the last the rows of one change."""


SNAPSHOT_AGE: Final = "vacuum_max_snapshot_age_seconds"
"""The property of a table by which Athena's VACUUM drops snapshots."""

REWRITES: Final = {
    "optimize_rewrite_data_file_threshold": "1",
    "optimize_rewrite_delete_file_threshold": "1",
}
"""The properties by which Athena's OPTIMIZE rewrites even a single file of a partition that a single row was deleted from."""


PERSONAL_BOUNDS: Final = (OWNER, "category")
"""Columns whose least and greatest values must not stand in manifests, which outlive the files that they tell of (ADR-017).

An owner's rows are found by the bucket; within a file, by what its own footer has.
"""


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

    @property
    def unmeasured(self) -> Mapping[str, str]:
        """The properties that keep PERSONAL_BOUNDS out of manifests ("Write properties", Apache Iceberg, "Configuration")."""
        names = {column.name for column in self.columns}
        return {f"write.metadata.metrics.column.{name}": "none" for name in PERSONAL_BOUNDS if name in names}


def iceberg_columns(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Return columns as Iceberg keeps them: oldest first, and timestamps, which it has no milliseconds for, in microseconds."""
    return tuple(
        replace(column, type=ColumnType.TIMESTAMP_MICROS) if column.type is ColumnType.TIMESTAMP else column
        for column in sorted(columns, key=lambda column: column.added_in)
    )


def states_of(events: EventTable) -> IcebergTable:
    kept = {column.name for column in events.state} | {"op", "occurred_at", "ingested_at"}
    return IcebergTable(
        name=f"{events.entity}_states",
        events=events,
        columns=iceberg_columns(column for column in events.columns if column.name in kept),
        partition=PartitionField(OWNER, f"bucket[{STATE_BUCKETS}]", f"{OWNER}_bucket"),
        sort_order=events.keys,
        comment=f"The newest merged change of every {events.entity}, one row each; a deleted one stays as op = delete.",
    )


def history_of(events: EventTable) -> IcebergTable:
    return IcebergTable(
        name=f"{events.entity}_history",
        events=events,
        columns=iceberg_columns(events.columns),
        partition=PartitionField("occurred_at", "day", "occurred_at_day"),
        sort_order=(events.key, *CHANGE_ORDER[:-1]),
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
        keys = self.events.keys
        change_keys = (*keys, *CHANGE_ORDER[:-1])
        states = [column.name for column in self.states.columns]
        history = [column.name for column in self.history.columns]
        return {
            "entity": self.events.entity,
            "key": self.events.key,
            "keys": ", ".join(keys),
            "change_keys": ", ".join(change_keys),
            "newest_first": ", ".join(f"{name} DESC" for name in CHANGE_ORDER),
            "same_item": "\n    AND ".join(f"t.{name} = s.{name}" for name in keys),
            "same_change": "\n    AND ".join(f"t.{name} = s.{name}" for name in change_keys),
            "newer": later("s", "t", CHANGE_ORDER),
            "not_older": later("t", "s", CHANGE_ORDER, or_equal=True),
            "events": self.events.name,
            "states": self.states.name,
            "history": self.history.name,
            "state_columns": lines(states),
            "state_values": lines(f"s.{name}" for name in states),
            "state_updates": lines(f"{name} = s.{name}" for name in states if name not in keys),
            "history_columns": lines(history),
            "history_values": lines(f"s.{name}" for name in history),
            "history_updates": lines(f"{name} = s.{name}" for name in history if name not in change_keys),
        }


def later(row: str, other: str, order: Sequence[str], *, or_equal: bool = False) -> str:
    """Return the condition that one row comes after another by some columns, or is equal in all of them.

    Written out: a comparison of ROW values fails where one of them is null.
    """
    name, *rest = order
    decided = f"{row}.{name} > {other}.{name}"
    if not rest:
        return f"{row}.{name} >= {other}.{name}" if or_equal else decided
    return f"({decided} OR {row}.{name} = {other}.{name} AND {later(row, other, rest, or_equal=or_equal)})"


def snapshot_age(days: int) -> str:
    """Return the value of SNAPSHOT_AGE that keeps snapshots for some days."""
    return str(days * 86_400)


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
