"""What the lake and then the table have of the suspects alone."""

from collections.abc import Sequence
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
MOST_NAMED_IDS: Final = 4_000
"""Beyond so many suspects all of the lake is read again: a statement has at most 256 KiB (Amazon Athena User Guide,
"Service Quotas")."""


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
    for rows in lake.batches(statements.everything_about(ids if len(ids) <= MOST_NAMED_IDS else None)):
        staging.add_seen(entity, number, rows)
    progress.advance(bar, len(ids))

    def read(keys: tuple[tuple[str, str], ...]) -> Sequence[Difference]:
        batch = item_batch(table.get([entity.stored_key(owner, item_id) for item_id, owner in keys]))
        for _, rows in batch.rows:
            staging.add_seen(entity, number, rows.append_column("relation", pa.repeat(TABLE, rows.num_rows)))
        progress.advance(bar, len(keys))
        return batch.unreadable

    owners = [str(owner) for owner in suspects.column("owner").to_pylist()]
    with ThreadPoolExecutor(READ_THREADS) as threads:
        requests = batched(zip(ids, owners, strict=True), KEYS_PER_REQUEST, strict=False)
        return [difference for found in threads.map(read, requests) for difference in found]
