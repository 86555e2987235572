"""What table and lake have, read into the staging database: all of it once, and then of the suspects alone."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import batched, chain
from typing import Final

import pyarrow as pa

from tasklake_operations.athena import Queries
from tasklake_operations.table_reads import KEYS_PER_REQUEST, SEGMENTS, THREADS, each_segment
from tasklake_operations.verification.difference import Difference
from tasklake_operations.verification.entities import TABLE
from tasklake_operations.verification.item_batches import item_batch
from tasklake_operations.verification.lake_statements import LakeStatements
from tasklake_operations.verification.staging import Stage, Staging
from tasklake_operations.verification.table_items import TableItems

type Advance = Callable[[int], object]
"""Is told how much of a piece of work is done since it was told last; may raise, which ends the comparison."""

type Progress = Callable[[str, int], Advance]
"""Is told of a piece of work, and how much of it there is, when it begins."""

MOST_NAMED_IDS: Final = 4_000
"""Beyond so many suspects all of the lake is read again: a statement has at most 256 KiB (Amazon Athena User Guide,
"Service Quotas")."""


def scan_table(table: TableItems, staging: Staging, progress: Progress) -> Sequence[Difference]:
    """Stage all items of the table; return those that cannot be read."""
    advance = progress("Scanning the table", SEGMENTS)

    def scan(segment: int) -> list[Difference]:
        unreadable: list[Difference] = []
        for page in table.scan(segment, SEGMENTS):
            batch = item_batch(page)
            unreadable += batch.unreadable
            for entity, rows in batch.rows:
                staging.add(entity, Stage.ITEMS, rows)
            advance(0)
        advance(1)
        return unreadable

    return list(chain.from_iterable(each_segment(scan)))


def read_lake(
    lake: Queries, questions: Iterable[LakeStatements], staging: Staging, progress: Progress
) -> dict[str, int]:
    """Stage the lake's existing items, and as suspects all that differ from the table or contradict themselves.

    Returns:
        The number of changes behind them, by entity.
    """
    changes: dict[str, int] = {}
    for statements in questions:
        entity = statements.entity
        advance = progress(f"Reading {entity.view}", staging.count(entity, Stage.ITEMS))
        for rows in lake.batches(statements.existing_items()):
            staging.add(entity, Stage.EXISTING, rows)
            advance(rows.num_rows)
        staging.suspect_differing(entity)
        advance = progress(f"Checking {entity.history.name}", 2)
        for rows in lake.batches(statements.contradictory_items()):
            staging.add_suspects(entity, rows)
        advance(1)
        changes[entity.view] = lake.query(statements.number_of_changes()).column("changes")[0].as_py()
        advance(1)
    return changes


def look(
    number: int,
    statements: LakeStatements,
    *,
    table: TableItems,
    lake: Queries,
    staging: Staging,
    progress: Progress,
) -> Sequence[Difference]:
    """Stage what the lake and then the table have of the suspects of one kind; return those that cannot be read in the table."""
    entity = statements.entity
    suspects = staging.suspects(entity)
    ids = [item_id for item_id, _ in suspects]
    advance = progress(f"Looking closer at {entity.view}", 2 * len(ids))
    for rows in lake.batches(statements.everything_about(ids if len(ids) <= MOST_NAMED_IDS else None)):
        staging.add_seen(entity, number, rows)
    advance(len(ids))

    def read(keys: tuple[tuple[str, str], ...]) -> Sequence[Difference]:
        batch = item_batch(table.get(entity.stored_key(owner, item_id) for item_id, owner in keys))
        for _, rows in batch.rows:
            staging.add_seen(entity, number, rows.append_column("relation", pa.repeat(TABLE, rows.num_rows)))
        advance(len(keys))
        return batch.unreadable

    with ThreadPoolExecutor(THREADS) as threads:
        requests = batched(suspects, KEYS_PER_REQUEST, strict=False)
        return [difference for found in threads.map(read, requests) for difference in found]
