"""What the lake and then the table have of the suspects alone."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import batched
from typing import Final

import pyarrow as pa

from tasklake_operations.athena import Queries
from tasklake_operations.verification.difference import Difference
from tasklake_operations.verification.entities import TABLE
from tasklake_operations.verification.item_batches import item_batch
from tasklake_operations.verification.lake_statements import LakeStatements
from tasklake_operations.verification.progress import Progress
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
    ids = [item_id for item_id, _ in suspects]
    advance = progress(f"Looking closer at {entity.view}", 2 * len(ids))
    for rows in lake.batches(statements.everything_about(ids if len(ids) <= MOST_NAMED_IDS else None)):
        staging.add_seen(entity, number, rows)
    advance(len(ids))

    def read(keys: tuple[tuple[str, str], ...]) -> Sequence[Difference]:
        batch = item_batch(table.get([entity.stored_key(owner, item_id) for item_id, owner in keys]))
        for _, rows in batch.rows:
            staging.add_seen(entity, number, rows.append_column("relation", pa.repeat(TABLE, rows.num_rows)))
        advance(len(keys))
        return batch.unreadable

    with ThreadPoolExecutor(READ_THREADS) as threads:
        requests = batched(suspects, KEYS_PER_REQUEST, strict=False)
        return [difference for found in threads.map(read, requests) for difference in found]
