"""Whatever happens to tasks and users, the files say what the models said, and damaged records take nothing along."""

from collections import defaultdict
from itertools import batched

from hypothesis import given, settings
from hypothesis import strategies as st

from tasklake_lake.event_tables import EVENT_TABLES
from tasklake_stream_etl.batch import read_batch
from tasklake_stream_etl.parquet import parquet_file
from tests.unit.stream_etl.histories import Row, Stream, streams
from tests.unit.stream_etl.parquet_reader import rows_in
from tests.unit.stream_etl.table_changes import READ


@settings(max_examples=settings().max_examples * 2 // 5)
@given(stream=streams(), batch_size=st.integers(1, 9))
def test_files_hold_what_the_models_say(stream: Stream, batch_size: int) -> None:
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    quarantined: list[object] = []

    for records in batched(stream.records, batch_size, strict=False):
        batch = read_batch(records, READ)
        quarantined += [each.record for each in batch.quarantined]
        for table in EVENT_TABLES:
            if batch.rows[table.name]:
                rows[table.name] += rows_in(parquet_file(table, batch.rows[table.name]))

    assert rows == stream.rows
    assert quarantined == stream.damaged
    assert_versions_are_dense(rows["task_events"], "task_id")
    assert_versions_are_dense(rows["user_events"], "user_id")


def assert_versions_are_dense(rows: list[Row], key: str) -> None:
    versions: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        versions[row[key]].append(row["version"])
    for seen in versions.values():
        assert seen == list(range(1, len(seen) + 1))
