"""Statements that meet other writers of the same Iceberg table."""

import time
from collections.abc import Callable
from typing import Final

from local_aws.athena import CommitConflictError, RowCounts
from local_aws.backoff import Backoff
from local_aws.lake_sql import LakeSql

ATTEMPTS: Final = 6
BACKOFF: Final = Backoff(initial_seconds=1, maximum_seconds=30)


def execute_through_conflicts(
    lake: LakeSql, sql: str, *, sleep: Callable[[float], None] = time.sleep
) -> RowCounts | None:
    """Run a statement, and again when another writer's commit was first; see `LakeSql.execute`.

    Raises:
        CommitConflictError: Others were first at every attempt.
        SqlError: It failed.
    """
    for attempt in range(1, ATTEMPTS):
        try:
            return lake.execute(sql)
        except CommitConflictError:
            sleep(BACKOFF.seconds(attempt))
    return lake.execute(sql)
