"""Fills an empty lake with what the table has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tasklake_lake.iceberg_tables import TASK_TABLES, USER_TABLES
from tasklake_operations.repair.change_rows import snapshot_of
from tasklake_operations.repair.repair import ITEMS_AT_ONCE, Repair
from tasklake_operations.table_reads import SEGMENTS, each_segment
from tasklake_operations.verification.entities import ENTITIES, TASKS, USERS, Entity
from tasklake_operations.verification.item_batches import item_batch
from tasklake_operations.verification.looks import Row
from tasklake_operations.verification.table_items import TableItems

TABLES_OF: Final = {TASKS.name: TASK_TABLES, USERS.name: USER_TABLES}


def is_empty(repair: Repair) -> bool:
    """Return whether the lake has no row of anything."""
    return not any(
        repair.lake.query(f"SELECT 1 AS found FROM {table} LIMIT 1").num_rows  # noqa: S608 - names of the schema
        for entity in ENTITIES
        for table in entity.tables
    )


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """Brings every item of the table in, as one that nothing is known of before.

    Attributes:
        table: The table; its items that cannot be read are left out, and `lake verify` names them.
        repair: Writes the rows.
        generation: That of the table.
        seen_at: When the lake was seen to be empty, UTC without a zone.
    """

    table: TableItems
    repair: Repair
    generation: int
    seen_at: datetime

    def run(self) -> Iterator[int]:
        """Go through the table, and yield how many rows each of its `SEGMENTS` parts came to.

        Raises:
            ClientError: botocore's; a request was refused.
        """
        return each_segment(self._bring_in)

    def _bring_in(self, segment: int) -> int:
        written = 0
        waiting: dict[str, list[Row]] = {entity.name: [] for entity in ENTITIES}
        for page in self.table.scan(segment, SEGMENTS):
            for entity, batch in item_batch(page).rows:
                waiting[entity.name] += self._snapshots(entity, batch.to_pylist())
            for entity in ENTITIES:
                if len(waiting[entity.name]) >= ITEMS_AT_ONCE:
                    written += self._write(entity, waiting[entity.name])
        return written + sum(self._write(entity, waiting[entity.name]) for entity in ENTITIES)

    def _snapshots(self, entity: Entity, items: Sequence[Row]) -> Iterator[Row]:
        for item in items:
            yield snapshot_of(item, entity.events, None, generation=item["generation"], seen_at=self.seen_at)

    def _write(self, entity: Entity, rows: list[Row]) -> int:
        self.repair.write(TABLES_OF[entity.name], rows)
        written = len(rows)
        rows.clear()
        return written
