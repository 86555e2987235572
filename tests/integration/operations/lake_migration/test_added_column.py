from pathlib import Path
from uuid import uuid4

import pytest

from local_aws.iceberg import open_catalog
from local_aws.sessions import EmulatorSession
from tasklake_lake.event_tables import USER_EVENTS
from tests.integration.lake.event_history import EventHistory, task_id, utc
from tests.integration.lake.realized_lake import Lake, realize_lake
from tests.integration.operations.lake_migration.later_release import (
    COLUMN,
    COMMENT,
    LATER_ENTITIES,
    VERSION,
    deliver,
    release,
)

OLD, NEW = task_id(1), task_id(2)
MORNING, NOON = utc("2026-03-10T09:00"), utc("2026-03-10T12:00")


def snapshot(lake: Lake, table: str) -> int:
    current = open_catalog(lake.session).load_table((lake.database, table)).current_snapshot()
    assert current
    return current.snapshot_id


@pytest.mark.journey
def test_a_column_is_added_to_a_lake_that_has_rows(session: EmulatorSession, tmp_path: Path) -> None:
    name = f"lake{uuid4().hex[:12]}"
    lake = realize_lake(name, session, tmp_path)
    history = EventHistory()
    history.create_task(OLD, MORNING)
    history.create_user("user-1", MORNING)
    lake.raw.deliver(history.changes, MORNING)
    lake.maintain()
    before = {table: snapshot(lake, table) for table in ("task_states", "task_history")}

    added, missing = release(lake, name)
    assert [(each.table, each.column.name) for each in added] == [
        ("task_states", COLUMN),
        ("task_history", COLUMN),
    ]
    assert missing == []

    (described,) = [row for row in lake.rows("DESCRIBE task_states") if row["col_name"] == COLUMN]
    assert described["comment"] == COMMENT

    # Today's release still runs on the migrated lake, as its schedules do until the later one is deployed.
    assert lake.maintain()["merge_task_states"].updated == 0

    deliver(lake, history.create_task(NEW, NOON), 90)
    assert lake.maintain(entities=LATER_ENTITIES)["merge_task_states"].inserted == 1
    estimates = [{"task_id": OLD, COLUMN: None}, {"task_id": NEW, COLUMN: 90}]
    for relation in ("task_states", "task_history", "tasks", "task_timeline", "task_events"):
        assert lake.rows(f"SELECT task_id, {COLUMN} FROM {relation} ORDER BY task_id") == estimates, relation

    deliver(lake, history.change_task(OLD, NOON, category="home"), 15)
    counts = lake.maintain(entities=LATER_ENTITIES)
    assert (counts["merge_task_states"].updated, counts["merge_near_task_history"].inserted) == (1, 1)
    assert lake.rows(
        f"SELECT version, schema_version, {COLUMN} FROM task_history WHERE task_id = '{OLD}' ORDER BY version"
    ) == [
        {"version": 1, "schema_version": VERSION - 1, COLUMN: None},
        {"version": 2, "schema_version": VERSION, COLUMN: 15},
    ]
    for table, number in before.items():
        (row,) = lake.rows(f"SELECT * FROM {table} FOR VERSION AS OF {number}")
        assert (row["task_id"], row["version"]) == (OLD, 1)
        assert COLUMN not in row

    history.create_user("user-2", NOON)
    lake.raw.deliver(history.changes[-1:], NOON)
    lake.maintain(entities=LATER_ENTITIES)
    assert lake.rows("SELECT user_id, schema_version FROM user_history ORDER BY user_id") == [
        {"user_id": user, "schema_version": USER_EVENTS.schema_version} for user in ("user-1", "user-2")
    ]
