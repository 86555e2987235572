"""What the lake tools ask of Athena."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import pyarrow as pa


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
