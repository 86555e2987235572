"""What the lake and then the table have of the suspects alone."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import batched
from typing import Final

import pyarrow as pa
from rich.progress import Progress

from tasklake_operations.athena import Queries
from tasklake_operations.verification.difference import Difference
from tasklake_operations.verification.entities import TABLE
from tasklake_operations.verification.item_batches import item_batch
from tasklake_operations.verification.lake_statements import LakeStatements
from tasklake_operations.verification.staging import Staging
from tasklake_operations.verification.table_items import KEYS_PER_REQUEST, TableItems

READ_THREADS: Final = 4
IDS_PER_STATEMENT: Final = 500
MOST_NAMED_IDS: Final = 5_000
"""Beyond so many suspects all of the lake is read again, which then asks less of it than naming them."""


def look(
    number: int,
    statements: LakeStatements,
    *,
    table: TableItems,
    lake: Queries,
    staging: Staging,
    progress: Progress,
) -> Sequence[Difference]:
    """Stage what is to be seen of the suspects of one kind; return those that cannot be read in the table."""
    entity = statements.entity
    suspects = staging.suspects(entity)
    ids = [str(item_id) for item_id in suspects.column("id").to_pylist()]
    bar = progress.add_task(f"Looking closer at {entity.view}", total=2 * len(ids))
    for part in named_together(ids):
        for rows in lake.batches(statements.everything_about(part)):
            staging.add_seen(entity, number, rows)
        progress.advance(bar, len(ids) if part is None else len(part))

    def read(keys: tuple[tuple[str, str], ...]) -> Sequence[Difference]:
        batch = item_batch(table.get([entity.stored_key(owner, item_id) for item_id, owner in keys]))
        for _, rows in batch.rows:
            staging.add_seen(entity, number, from_table(rows))
        progress.advance(bar, len(keys))
        return batch.unreadable

    owners = [str(owner) for owner in suspects.column("owner").to_pylist()]
    with ThreadPoolExecutor(READ_THREADS) as threads:
        requests = batched(zip(ids, owners, strict=True), KEYS_PER_REQUEST, strict=False)
        return [difference for found in threads.map(read, requests) for difference in found]


def named_together(ids: Sequence[str]) -> Iterator[Sequence[str] | None]:
    """Yield the ids that one statement names; None for a statement about all of the lake."""
    if len(ids) > MOST_NAMED_IDS:
        yield None
    else:
        yield from batched(ids, IDS_PER_STATEMENT, strict=False)


def from_table(rows: pa.RecordBatch) -> pa.RecordBatch:
    """Return items of the table as rows that say where they were seen."""
    size = rows.num_rows
    return rows.append_column("relation", pa.repeat(TABLE, size)).append_column(
        "is_delete",
        pa.repeat(False, size),  # noqa: FBT003 - the value repeated
    )
