"""Statements that meet other writers of the same Iceberg table."""

import time
from collections.abc import Callable
from typing import Final

from tasklake_operations.athena.errors import CommitConflictError
from tasklake_operations.backoff import Backoff

ATTEMPTS: Final = 6
BACKOFF: Final = Backoff(initial_seconds=1, maximum_seconds=30)


def through_conflicts[Result](
    execute: Callable[[str], Result], sql: str, *, sleep: Callable[[float], None] = time.sleep
) -> Result:
    """Run a statement, and again when another writer's commit was first.

    Args:
        execute: Runs it; as `Lake.execute`.
        sql: The statement.
        sleep: Waits for seconds.

    Raises:
        CommitConflictError: Others were first at every attempt.
        SqlError: It failed.
    """
    for attempt in range(1, ATTEMPTS):
        try:
            return execute(sql)
        except CommitConflictError:
            sleep(BACKOFF.seconds(attempt))
    return execute(sql)
