"""Every column of the lake, declared once: the ETL's Arrow schema, the Glue tables and the analysts' dictionary follow it.

The columns that describe a user or a task are derived from the models; fields marked personal never become columns.
"""

from dataclasses import dataclass
from typing import Final

from tasklake.models import Task, User
from tasklake_lake.columns import Added, Column, ColumnType, Comments, columns_of

EVENTS_PREFIX: Final = "raw"
"""Folder of the event objects in the lake bucket."""

OWNER: Final = "user_id"
"""The column that says in whose partition of the table an item lies."""

QUARANTINE_PREFIX: Final = "quarantine"
"""Folder of the records that could not be understood, in the failure bucket."""


@dataclass(frozen=True, slots=True)
class EventTable:
    """One row for each change of an entity, at least once, in Parquet.

    Attributes:
        name: The Glue table, and the folder of its objects.
        entity: The kind of item whose changes it holds.
        key: The column that identifies the item.
        keys: The columns that identify the item in its table: its owner first.
        state: The columns that hold the item after the change; for a delete, before it.
        columns: All columns of the files, in their order.
        comment: What the table is, for the analysts' dictionary.
    """

    name: str
    entity: str
    key: str
    keys: tuple[str, ...]
    state: tuple[Column, ...]
    columns: tuple[Column, ...]
    comment: str

    @property
    def schema_version(self) -> int:
        """The version that rows are written with today: that of the newest column."""
        return max(column.added_in for column in self.columns)


ARRIVAL_HOUR: Final = Column(
    "arrival_hour",
    ColumnType.STRING,
    "UTC hour in which the row was written to the lake, YYYY-MM-DD-HH; not that of the change.",
)
"""The partition of the event tables: whatever arrives late is in the newest one all the same."""

ARRIVAL_HOUR_FORMAT: Final = "%Y-%m-%d-%H"
"""How `strftime` and Athena's date_format spell an arrival hour."""

CHANGE_COLUMNS: Final = (
    Column(
        "op",
        ColumnType.STRING,
        "What happened: insert, update, delete; or snapshot, a state that a repair took from the table or an import from elsewhere.",
    ),
    Column(
        "occurred_at",
        ColumnType.TIMESTAMP,
        "When the change was made, UTC; the time of a delete in an erasure is known to the second.",
    ),
    Column("previous_status", ColumnType.STRING, "Status before the change; null for an insert."),
    Column(
        "changed",
        ColumnType.STRINGS,
        "Names of the fields that an insert gave a value or an update set, moved or cleared; empty for a delete.",
    ),
    Column(
        "sequence",
        ColumnType.STRING,
        "Stream sequence number: where the row came from, not an order across sources.",
    ),
    Column(
        "schema_version", ColumnType.INTEGER, "Version of the table's schema that the row was written with."
    ),
    Column(
        "ingested_at",
        ColumnType.TIMESTAMP,
        "When the row was made from the change, UTC; of two rows of one change the later one holds.",
    ),
)

TASK_COMMENTS: Final[Comments] = {
    "task_id": "The task, a UUIDv7.",
    "user_id": "Pseudonymous id of the owner.",
    "status": "pending, in_progress, completed or cancelled.",
    "priority": "low, medium, high or urgent.",
    "category": "Free label of up to 50 characters; null where none is set.",
    "labels": Added(
        2, "Free labels of up to 50 characters, each once, sorted; null, never empty, where there are none."
    ),
    "due_date": "Day the task is due; null where none is set.",
    "created_at": "When the task was created, UTC.",
    "updated_at": "When the task was last written, UTC.",
    "completed_at": "When the task became completed, UTC; null in any other status.",
    "version": "1 at creation and 1 more with every write; a delete counts as one. Orders changes after created_at.",
    "generation": "How often the table had been restored when the version was written. Orders changes before created_at.",
    "request_id": "API request that wrote this version or asked for this delete; "
    "for a delete in an erasure, the one that wrote the version deleted.",
}

USER_COMMENTS: Final[Comments] = {
    "user_id": "Pseudonymous id of the user.",
    "status": "active or erasing.",
    "created_at": "When the profile was created, UTC.",
    "updated_at": "When the profile was last written, UTC.",
    "version": "1 at creation and 1 more with every write; a delete counts as one. Orders changes after created_at.",
    "generation": "How often the table had been restored when the version was written. Orders changes before created_at.",
    "request_id": "API request that wrote this version or asked for this delete; "
    "for a delete in an erasure, the one that wrote the version deleted.",
}


def event_table(entity: str, model: type, comments: Comments) -> EventTable:
    """Return the table of the changes of one kind of item.

    Raises:
        KeyError: A field of the model has no comment.
        TypeError: A field has a type that the lake has no column type for.
    """
    state = columns_of(model, f"{entity}_id", comments)
    return EventTable(
        name=f"{entity}_events",
        entity=entity,
        key=f"{entity}_id",
        keys=tuple(dict.fromkeys((OWNER, f"{entity}_id"))),
        state=state,
        columns=(*state, *CHANGE_COLUMNS),
        comment=f"Every change of every {entity}, at least once; delivery may repeat a row.",
    )


TASK_EVENTS: Final = event_table("task", Task, TASK_COMMENTS)
USER_EVENTS: Final = event_table("user", User, USER_COMMENTS)
EVENT_TABLES: Final = (TASK_EVENTS, USER_EVENTS)
