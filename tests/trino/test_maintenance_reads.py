"""What a far merge reads of a history that is older than any change it finds: next to nothing, in both engines."""

import os
from collections.abc import Callable
from datetime import UTC, datetime

from local_aws.athena.running_statement import RunningStatement
from tasklake_lake.statements import statement
from tests.trino.activity import MERGE_HOURS, Activity
from tests.trino.lake import WINDOWS, Lake

DAYS, ROWS_A_DAY = 60, 100
OLD_DAYS = f"""
    INSERT INTO task_history (task_id, occurred_at)
    SELECT format('old-%d', row), localtimestamp - day * INTERVAL '1' DAY
    FROM UNNEST(sequence(30, {29 + DAYS})) AS days (day) CROSS JOIN UNNEST(sequence(1, {ROWS_A_DAY})) AS rows (row)
"""


def test_a_far_merge_reads_the_history_from_its_oldest_change_on(new_lake: Callable[[str], Lake]) -> None:
    lake = new_lake("far-reads")
    lake.deliver(Activity.until(datetime.now(UTC), changes=1000).deliveries)
    sql = statement("maintenance", "merge_far_task_history").rendered(
        WINDOWS.parameters(merge_hours=MERGE_HOURS)
    )
    while lake.local().execute(sql).inserted:
        pass

    rows_before, bytes_before = read_by(lake, sql)
    assert lake.local().execute(OLD_DAYS).inserted == DAYS * ROWS_A_DAY
    rows, bytes_ = read_by(lake, sql)

    assert bytes_ == bytes_before > 0
    # Of each of both scans its threads, two for a core by Trino's task.max-worker-threads, open a file before the bound is known.
    assert rows - rows_before <= 2 * 2 * (os.cpu_count() or 1) * ROWS_A_DAY


def read_by(lake: Lake, sql: str) -> tuple[int, int]:
    """Return how many rows Trino reads for a statement that changes nothing, and how many bytes the local engine."""
    trino, running = lake.ask_trino(sql), RunningStatement()
    lake.local(trino.now).execute(sql, running=running)
    return trino.statistics["processedRows"], running.bytes_scanned
