"""What the lake tools ask of Athena, and how a statement goes through others' commits."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final, Protocol

import pyarrow as pa

from tasklake_operations.athena.errors import CommitConflictError
from tasklake_operations.backoff import Backoff

ATTEMPTS: Final = 6
BACKOFF: Final = Backoff(initial_seconds=1, maximum_seconds=30)


class Queries(Protocol):
    """Answers queries over one database; a name without a database belongs there."""

    def query(self, sql: str, parameters: Sequence[str] = ()) -> pa.Table:
        """Return the rows that a statement answers.

        Args:
            sql: One query.
            parameters: A literal for each ? in it, in their order; strings stand in single quotes
                (Amazon Athena User Guide, "Use parameterized queries").

        Raises:
            SqlError: The statement has no answer.
        """
        ...

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Yield the rows that a query answers, in memory that does not grow with their number.

        Raises:
            SqlError: The query has no answer.
        """
        ...


class Lake(Queries, Protocol):
    """Runs statements that change its tables, too."""

    def execute(self, sql: str) -> int:
        """Run one MERGE, DELETE or ALTER TABLE and return the bytes that it scanned.

        Raises:
            CommitConflictError: Another writer was first; nothing is written, and the statement can run again.
            SqlError: It failed.
        """
        ...


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
