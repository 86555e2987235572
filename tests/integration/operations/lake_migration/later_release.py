"""The same program one release later: tasks have a column more."""

from dataclasses import dataclass
from typing import Final

import pytest

from tasklake.models import Task, epoch_milliseconds
from tasklake_lake.columns import Added
from tasklake_lake.event_tables import TASK_COMMENTS, TASK_EVENTS, event_table
from tasklake_lake.iceberg_tables import USER_TABLES, EntityTables
from tasklake_operations.lake_migration import Addition, add_columns, pending_additions
from tasklake_stream_etl.entities import ENTITIES, Entity, task_ids
from tasklake_stream_etl.object_keys import events_key
from tasklake_stream_etl.parquet import parquet_file
from tasklake_stream_etl.rows import rows_of
from tests.integration.lake.event_history import Change
from tests.integration.lake.realized_lake import PROGRAM, Lake, realize_lake

COLUMN: Final = "estimate_of_later"
COMMENT: Final = "Minutes, by the owner's estimate."
VERSION: Final = TASK_EVENTS.schema_version + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterTask(Task):
    estimate_of_later: int | None = None


LATER_TASKS: Final = EntityTables.of(
    event_table("task", LaterTask, {**TASK_COMMENTS, COLUMN: Added(VERSION, COMMENT)})
)
LATER_ENTITIES: Final = (LATER_TASKS, USER_TABLES)
LATER_PROGRAM: Final = (
    "from tests.integration.operations.lake_migration.later_release import LATER_TASKS\n"
    + PROGRAM.replace("windows=WINDOWS,", "windows=WINDOWS,\n        tasks=LATER_TASKS,")
)


def release(lake: Lake, name: str) -> tuple[list[Addition], list[Addition]]:
    """Migrate a lake and then realize its program, both of the later release.

    Returns:
        The columns that were added, and those that were missing afterwards.
    """
    glue = lake.session.client("glue")
    tables = [table for entity in LATER_ENTITIES for table in entity.merged]
    pending = pending_additions(glue, lake.database, tables)
    add_columns(lake.sql.execute, pending, list)
    realize_lake(name, lake.session, lake.folder, LATER_PROGRAM)
    return pending, pending_additions(glue, lake.database, tables)


def deliver(lake: Lake, made: Change, minutes: int) -> None:
    """Deliver a change of a task that has an estimate, as the later release's function writes it."""
    record = made.record
    record["dynamodb"]["NewImage"] = {**record["dynamodb"]["NewImage"], COLUMN: {"N": str(minutes)}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(ENTITIES, "task", Entity.of(LATER_TASKS.events, LaterTask, task_ids))
        (read,) = rows_of([record], epoch_milliseconds(made.at))
    assert read.table is LATER_TASKS.events
    lake.raw.replace(events_key(read.table, read.event_ids, made.at), parquet_file(read.table, read.rows))
