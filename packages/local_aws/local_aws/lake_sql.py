"""What the lake tools ask of an engine, be it Athena or the one that stands in for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

from local_aws.athena import RowCounts


@dataclass(frozen=True, slots=True)
class MeteredRows:
    """The answer to a query, and the bytes of the lake that were scanned for it."""

    rows: pa.Table
    bytes_scanned: int


class LakeSql(Protocol):
    """Athena's SQL over one database; a name without a database belongs there."""

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

    def execute(self, sql: str) -> RowCounts | None:
        """Run one MERGE, DELETE or ALTER TABLE and return how many rows it changed, None where the engine does not say.

        Raises:
            CommitConflictError: Another writer was first; nothing is written, and the statement can run again.
            SqlError: It failed.
        """
        ...
