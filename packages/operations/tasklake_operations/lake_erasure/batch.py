"""Takes everything of erased users out of the lake's tables and objects.

First the event objects, so that no merge brings back what is then deleted from the merged tables; then the files in which
rows were deleted are rewritten, and old snapshots dropped. Each step may be repeated, and what is looked for is looked for
again until nothing is found. A run that ends anywhere is finished by the next one.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import batched
from typing import Final, Protocol

from tasklake_lake.event_tables import ARRIVAL_HOUR, ARRIVAL_HOUR_FORMAT, EVENT_TABLES, OWNER
from tasklake_lake.iceberg_tables import ICEBERG_TABLES
from tasklake_lake.statements import statement
from tasklake_lake.windows import Windows
from tasklake_operations.athena import MeteredRows, MoreRunsNeededError, through_conflicts
from tasklake_operations.errors import OperationError
from tasklake_operations.lake_erasure.raw_objects import RawObjects
from tasklake_operations.verification.lake_statements import literal

USERS_PER_STATEMENT: Final = 5_000
"""Each of 40 bytes; a statement has at most 262,144 ("StartQueryExecution", Amazon Athena API Reference)."""

LOOKS: Final = 4
"""One finds what there is, one that it is gone; the others are for what a merge or a redrive brought meanwhile."""

WRITERS_LAST: Final = timedelta(hours=1)
"""More than an ETL invocation or a statement of a repair takes from the hour that it names to its PUT."""

THREADS: Final = 8
KEYS_AT_ONCE: Final = 500

ROUNDS: Final = 1_000
"""Of an OPTIMIZE, each about 100 partitions, or of a VACUUM, each about 20,000 files."""


class RowsReturnError(OperationError):
    """Rows of erased users came again and again."""

    def __init__(self, where: Sequence[str]) -> None:
        super().__init__(
            f"Rows of erased users were found at {LOOKS} looks, at the last one in {', '.join(where)}. Something writes "
            "them meanwhile, like `lake redrive`, `lake repair` or `lake maintain --since`: let it end, and run this again."
        )


class UnfinishedError(OperationError):
    """Athena asked for another run of a statement again and again."""

    def __init__(self, sql: str) -> None:
        super().__init__(f"Athena wanted more than {ROUNDS} runs of {sql}. Run this again.")


class MeteredLake(Protocol):
    """Runs statements and tells what they read."""

    def metered_query(self, sql: str) -> MeteredRows: ...

    def execute(self, sql: str) -> int: ...


@dataclass(slots=True)
class Batch:
    """What a run came to.

    Attributes:
        objects: Event objects that were rewritten or deleted.
        expired: Event objects that were too old for any table.
        rows: Rows found in the merged tables.
        statements: Those that Athena ran, and what they read.
        bytes_scanned: What these read.
    """

    objects: int = 0
    expired: int = 0
    rows: int = 0
    statements: int = 0
    bytes_scanned: int = 0


@dataclass(slots=True)
class LakeErasure:
    """One run.

    Attributes:
        lake: Runs statements as the maintenance does.
        raw: The event objects.
        windows: The stack's.
        batch: What was done so far.
    """

    lake: MeteredLake
    raw: RawObjects
    windows: Windows
    batch: Batch = field(default_factory=Batch)

    def run(self, user_ids: Sequence[str], now: datetime) -> None:
        """Take out everything of some users, all of them erased.

        Raises:
            RowsReturnError: Somebody writes rows of them meanwhile.
            SqlError: A statement failed.
            ClientError: botocore's; a request was refused.
        """
        self.batch.expired += self.raw.expire(now, self.windows.raw_retention_days)
        for some in batched(user_ids, USERS_PER_STATEMENT, strict=False):
            self._take_out(some, now)
        for name in ("optimize", "vacuum") if user_ids else ("vacuum",):
            for table in ICEBERG_TABLES:
                self._execute(statement("athena_only", f"{name}_{table.name}").rendered({}))

    def _take_out(self, user_ids: Sequence[str], now: datetime) -> None:
        found: list[str] = []
        for look in range(LOOKS):
            # What comes meanwhile lies under an hour of its own (ADR-011), or under that in which its writer began.
            since = now - WRITERS_LAST if look else None
            keys, tables = self._raw_objects(user_ids, since), list(self._merged_tables(user_ids))
            if not keys and not tables:
                return
            found = [*keys[:1], *tables]
            with ThreadPoolExecutor(THREADS) as threads:
                # Whatever ends a run waits for what is handed to the threads.
                for some in batched(keys, KEYS_AT_ONCE, strict=False):
                    list(threads.map(partial(self.raw.take_out, user_ids=user_ids), some))
                    self.batch.objects += len(some)
            for table in tables:
                self._execute(f"DELETE FROM {table} WHERE {among(user_ids)}")  # noqa: S608 - names of the schema, and literals
        raise RowsReturnError(found)

    def _raw_objects(self, user_ids: Sequence[str], since: datetime | None) -> list[str]:
        """Return the keys of the event objects that have rows of some users, or of those that came since a moment."""
        hours = f" WHERE {ARRIVAL_HOUR.name} >= '{since:{ARRIVAL_HOUR_FORMAT}}'" if since else ""
        rows = " UNION ALL ".join(
            f'SELECT "$path" AS path, {OWNER} FROM {table.name}{hours}'  # noqa: S608 - names of the schema
            for table in EVENT_TABLES
        )
        found = self._query(f"SELECT DISTINCT path FROM ({rows}) AS events WHERE {among(user_ids)}")  # noqa: S608 - see above
        return [row["path"].removeprefix(f"s3://{self.raw.bucket}/") for row in found.rows.to_pylist()]

    def _merged_tables(self, user_ids: Sequence[str]) -> Iterator[str]:
        """Yield the names of the merged tables that have rows of some users."""
        rows = " UNION ALL ".join(
            f"SELECT '{table.name}' AS name, {OWNER} FROM {table.name}"  # noqa: S608 - names of the schema
            for table in ICEBERG_TABLES
        )
        found = self._query(
            f"SELECT name, count(*) AS number FROM ({rows}) AS merged WHERE {among(user_ids)} GROUP BY name"  # noqa: S608 - see above
        )
        for row in found.rows.to_pylist():
            self.batch.rows += row["number"]
            yield row["name"]

    def _query(self, sql: str) -> MeteredRows:
        answer = self.lake.metered_query(sql)
        self._count(answer.bytes_scanned)
        return answer

    def _execute(self, sql: str) -> None:
        for _ in range(ROUNDS):
            try:
                return self._count(through_conflicts(self.lake.execute, sql))
            except MoreRunsNeededError:
                self._count(0)
        raise UnfinishedError(sql)

    def _count(self, bytes_scanned: int) -> None:
        self.batch.statements += 1
        self.batch.bytes_scanned += bytes_scanned


def among(user_ids: Sequence[str]) -> str:
    """Return the condition that a row is of one of the users."""
    return f"{OWNER} IN ({', '.join(map(literal, user_ids))})"
