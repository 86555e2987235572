"""What the lake must answer after a history, worked out from the models alone."""

from collections.abc import Iterable, Sequence
from typing import Any

from tasklake.models import Task
from tasklake_lake.event_tables import TASK_EVENTS, USER_EVENTS, EventTable
from tasklake_lake.views import TIMELINE_LACKS
from tests.integration.lake.event_history import Change
from tests.unit.stream_etl.histories import expected_row

type Row = dict[str, Any]


def tasks(changes: Iterable[Change]) -> list[Row]:
    """Return the rows of the view `tasks`, by id."""
    return existing(changes, TASK_EVENTS)


def users(changes: Iterable[Change]) -> list[Row]:
    """Return the rows of the view `users`, by id."""
    return existing(changes, USER_EVENTS)


def task_timeline(changes: Iterable[Change]) -> list[Row]:
    """Return the rows of the view `task_timeline`, by task, creation and version."""
    return [
        {name: value for name, value in row.items() if name not in TIMELINE_LACKS}
        for row in history(changes, TASK_EVENTS)
    ]


def history(changes: Iterable[Change], table: EventTable) -> list[Row]:
    """Return every change of a table's entity once, by key, creation and version."""
    unique = {version_of(row, table): row for row in rows(changes, table)}
    return [unique[key] for key in sorted(unique)]


def states(changes: Iterable[Change], table: EventTable) -> list[Row]:
    """Return the newest change of each item, deletes included, by key."""
    newest = {row[table.key]: row for row in history(changes, table)}
    return list(newest.values())


def existing(changes: Iterable[Change], table: EventTable) -> list[Row]:
    names = [column.name for column in table.state]
    return [{name: row[name] for name in names} for row in states(changes, table) if row["op"] != "delete"]


def version_of(row: Row, table: EventTable) -> tuple[Any, ...]:
    return row[table.key], row["created_at"], row["version"]


def rows(changes: Iterable[Change], table: EventTable) -> Sequence[Row]:
    return [row_of(made) for made in changes if isinstance(made.item, Task) == (table is TASK_EVENTS)]


def row_of(made: Change) -> Row:
    row = expected_row(made.before, made.after, made.sequence)
    assert row is not None
    if made.after is None:
        # A stream record tells its time to the second, which may be before the item's last write.
        second = made.at.replace(microsecond=0)
        row["occurred_at"] = max(second, made.item.updated_at).replace(tzinfo=None)
    return row
