"""Everything that table and lake have, once, into the staging database."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Final

from tasklake_operations.athena import Queries
from tasklake_operations.verification.difference import Difference
from tasklake_operations.verification.item_batches import item_batch
from tasklake_operations.verification.lake_statements import LakeStatements
from tasklake_operations.verification.progress import Progress
from tasklake_operations.verification.staging import Stage, Staging
from tasklake_operations.verification.table_items import TableItems

SEGMENTS: Final = 16
SCAN_THREADS: Final = 4


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

    with ThreadPoolExecutor(SCAN_THREADS) as threads:
        return list(chain.from_iterable(threads.map(scan, range(SEGMENTS))))


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
