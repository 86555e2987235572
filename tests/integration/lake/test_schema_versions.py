import io
from collections.abc import Callable

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasklake_lake.event_tables import TASK_EVENTS
from tests.integration.lake.event_history import EventHistory, task_id, utc
from tests.integration.lake.realized_lake import Lake

CREATED = utc("2026-03-10T09:00")

type Rewrite = Callable[[pa.Table], pa.Table]


def deliver(lake: Lake, rewrite: Rewrite) -> None:
    """Deliver the creation of a task in a file of another schema."""
    history = EventHistory()
    history.create_task(task_id(1), CREATED, category="home", labels=("a", "b"))
    (key,) = lake.raw.deliver(history.changes, CREATED)
    file = io.BytesIO()
    pq.write_table(rewrite(pq.read_table(io.BytesIO(lake.raw.read(key)))), file)  # pyright: ignore[reportUnknownMemberType]  # its stubs leave options untyped
    lake.raw.replace(key, file.getvalue())


def newer(table: pa.Table) -> pa.Table:
    """Return the file of a later program: a column more, somewhere, and rows of the next schema version."""
    position = table.schema.get_field_index("schema_version")
    estimates = pa.repeat(90, table.num_rows)
    versions = pa.repeat(pa.scalar(TASK_EVENTS.schema_version + 1, pa.int32()), table.num_rows)
    return table.set_column(position, "schema_version", versions).add_column(3, "estimate", estimates)


def without_labels(table: pa.Table) -> pa.Table:
    """Return the file of an earlier program: a column fewer."""
    return table.drop_columns(["labels"])


@pytest.mark.parametrize("merged", [False, True], ids=["raw", "merged"])
@pytest.mark.parametrize(("rewrite", "labels"), [(newer, ["a", "b"]), (without_labels, None)])
def test_files_of_other_schema_versions_are_read_column_by_name(
    lake: Lake, rewrite: Rewrite, labels: list[str] | None, *, merged: bool
) -> None:
    deliver(lake, rewrite)
    if merged:
        assert lake.run("merge_task_states").inserted == 1
        assert lake.run("merge_near_task_history").inserted == 1

    for view in ("tasks", "task_timeline"):
        assert lake.rows(f"SELECT task_id, user_id, labels, created_at FROM {view}") == [
            {
                "task_id": task_id(1),
                "user_id": "user-1",
                "labels": labels,
                "created_at": CREATED.replace(tzinfo=None),
            }
        ]
