"""Mends the lake, item by item.

First the rows are written as events, so that the views have them at once; then what stands against them is deleted from
the merged tables; the merges do the rest. A run that ends anywhere leaves rows that say what is so, and the next run
finds the differences that are left.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import TYPE_CHECKING, Any, Final

from tasklake.models import utc_now
from tasklake_lake.iceberg_tables import CHANGE_ORDER, EntityTables
from tasklake_lake.statements import statements
from tasklake_lake.windows import Windows
from tasklake_operations.athena import Lake, through_conflicts
from tasklake_operations.repair.event_objects import put_rows
from tasklake_operations.repair.plans import Plan
from tasklake_operations.verification.lake_statements import literal
from tasklake_operations.verification.looks import Row

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

ITEMS_AT_ONCE: Final = 10_000
"""Their rows become one object."""

KEYS_PER_STATEMENT: Final = 500
"""A statement has at most 262,144 bytes ("StartQueryExecution", Amazon Athena API Reference)."""


@dataclass(frozen=True, slots=True)
class Mending:
    """What mends one item.

    Attributes:
        keys: The values of the columns that identify the item.
        plan: What is to be done.
    """

    keys: Sequence[str]
    plan: Plan


@dataclass(frozen=True, slots=True)
class Repair:
    """Carries plans out.

    Attributes:
        lake: Runs statements as the maintenance does.
        s3: Where the lake's bucket is.
        bucket: The lake's.
        windows: The stack's.
    """

    lake: Lake
    s3: "S3Client"
    bucket: str
    windows: Windows
    clock: Callable[[], datetime] = utc_now

    def mend(self, tables: EntityTables, mendings: Iterable[Mending]) -> Iterator[int]:
        """Carry out what mends items of one kind, and yield how many rows were written for every some of them.

        Raises:
            SqlError: A statement failed.
            ClientError: botocore's; a request was refused.
        """
        for some in batched(mendings, ITEMS_AT_ONCE, strict=False):
            rows = [row for mending in some for row in mending.plan.rows]
            self.write(tables, rows)
            self._forget(tables, some)
            yield len(rows)

    def write(self, tables: EntityTables, rows: Sequence[Row]) -> None:
        """Write rows as events."""
        if rows:
            put_rows(self.s3, self.bucket, tables.events, rows, self.clock())

    def merge(self) -> None:
        """Run the merges; what one far merge leaves, those of the schedules take.

        Raises:
            SqlError: A statement failed.
        """
        for each in statements("maintenance"):
            if each.name.startswith("merge_"):
                through_conflicts(self.lake.execute, each.rendered(self.windows.parameters()))

    def _forget(self, tables: EntityTables, mendings: Sequence[Mending]) -> None:
        states = [mending.keys for mending in mendings if mending.plan.forgets_state]
        self._delete(tables.states.name, tables.events.keys, states)
        changes = [
            (*mending.keys, *change) for mending in mendings for change in mending.plan.forgotten_changes
        ]
        self._delete(tables.history.name, (*tables.events.keys, *CHANGE_ORDER[:-1]), changes)

    def _delete(self, table: str, names: Sequence[str], keys: Sequence[Sequence[Any]]) -> None:
        for some in batched(keys, KEYS_PER_STATEMENT, strict=False):
            rows = " OR ".join(
                "(" + " AND ".join(f"{name} = {literal(value)}" for name, value in named) + ")"
                for named in (zip(names, key, strict=True) for key in some)
            )
            through_conflicts(self.lake.execute, f"DELETE FROM {table} WHERE {rows}")  # noqa: S608 - names of the schema, and literals
