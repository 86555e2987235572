import io
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from local_aws.iceberg import open_catalog
from local_aws.sessions import EmulatorSession
from tests.integration.lake.event_history import EventHistory, task_id, utc
from tests.integration.lake.realized_lake import Lake, realize_lake
from tests.integration.operations.lake_migration.later_release import COLUMN, COMMENT, copy_sources

OLD, NEW = task_id(1), task_id(2)
MORNING, NOON = utc("2026-03-10T09:00"), utc("2026-03-10T12:00")


def deliver_with_estimate(lake: Lake, history: EventHistory, minutes: int) -> None:
    """Deliver the last change as the later release's function writes it: with the column, after due_date."""
    (key,) = lake.raw.deliver(history.changes[-1:], NOON)
    table = pq.read_table(io.BytesIO(lake.raw.read(key)))  # pyright: ignore[reportUnknownMemberType]  # its stubs leave options untyped
    position = table.schema.get_field_index("due_date") + 1
    file = io.BytesIO()
    pq.write_table(table.add_column(position, COLUMN, pa.array([minutes] * table.num_rows)), file)  # pyright: ignore[reportUnknownMemberType]  # see above
    lake.raw.replace(key, file.getvalue())


def snapshot(lake: Lake, table: str) -> int:
    current = open_catalog(lake.session).load_table((lake.database, table)).current_snapshot()
    assert current
    return current.snapshot_id


def test_a_column_is_added_to_a_lake_that_has_rows(session: EmulatorSession, tmp_path: Path) -> None:
    name = f"lake{uuid4().hex[:12]}"
    lake = realize_lake(name, session, tmp_path)
    history = EventHistory()
    history.create_task(OLD, MORNING)
    lake.raw.deliver(history.changes, MORNING)
    lake.maintain()
    before = {table: snapshot(lake, table) for table in ("task_states", "task_history")}

    later = copy_sources(tmp_path / "later")
    added, missing = later.release(lake, name)
    assert added == [f"task_states.{COLUMN}", f"task_history.{COLUMN}"]
    assert missing == []

    (described,) = [row for row in lake.rows("DESCRIBE task_states") if row["col_name"] == COLUMN]
    assert described["comment"] == COMMENT

    # Today's release still runs on the migrated lake, as its schedules do until the later one is deployed.
    assert lake.maintain()["merge_task_states"].updated == 0

    history.create_task(NEW, NOON)
    deliver_with_estimate(lake, history, 90)
    assert later.maintain(lake)["merge_task_states"].inserted == 1
    estimates = [{"task_id": OLD, COLUMN: None}, {"task_id": NEW, COLUMN: 90}]
    for relation in ("task_states", "task_history", "tasks", "task_events"):
        assert lake.rows(f"SELECT task_id, {COLUMN} FROM {relation} ORDER BY task_id") == estimates, relation

    history.change_task(OLD, NOON, category="home")
    deliver_with_estimate(lake, history, 15)
    counts = later.maintain(lake)
    assert (counts["merge_task_states"].updated, counts["merge_task_history"].inserted) == (1, 1)
    assert lake.rows(
        f"SELECT version, {COLUMN} FROM task_history WHERE task_id = '{OLD}' ORDER BY version"
    ) == [
        {"version": 1, COLUMN: None},
        {"version": 2, COLUMN: 15},
    ]
    for table, number in before.items():
        (row,) = lake.rows(f"SELECT * FROM {table} FOR VERSION AS OF {number}")
        assert (row["task_id"], row["version"]) == (OLD, 1)
        assert COLUMN not in row
