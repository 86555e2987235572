"""Both sides of the comparison in a database on disk, which holds more than memory does."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Final, Literal, Self

import duckdb
import pyarrow as pa

from tasklake_operations.verification.entities import ENTITIES, OWNER, Entity

MEMORY_LIMIT: Final = "256MB"
"""What the database may keep in memory of its file and of what it sorts."""

ROWS_PER_SLICE: Final = 1_000_000
"""How many items are compared at once, which takes about 100 bytes each."""

ROWS_PER_BATCH: Final = 10_000


class Stage(StrEnum):
    """The tables that each kind of item has.

    ITEMS: Id, owner and digest of the table's items, as scanned.
    EXISTING: The same of the lake's rows of existing items.
    SUSPECTS: Id and owner of the items that need a closer look; an item may be there twice.
    SEEN: What each look saw of the suspects, row by row.
    """

    ITEMS = "items"
    EXISTING = "existing"
    SUSPECTS = "suspects"
    SEEN = "seen"


class Staging:
    """The stages of both kinds of item; threads may add to them."""

    def __init__(self, folder: Path) -> None:
        """Open an empty database in an existing folder, which is the caller's to delete."""
        self._lock = Lock()
        self._connection = duckdb.connect(folder / "staging.duckdb")
        self._connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'; SET preserve_insertion_order = false")
        for entity in ENTITIES:
            for stage in (Stage.ITEMS, Stage.EXISTING):
                self._run(f"CREATE TABLE {entity.name}_{stage} (id VARCHAR, owner VARCHAR, digest UBIGINT)")
            self._run(f"CREATE TABLE {entity.name}_suspects (id VARCHAR, owner VARCHAR)")
            self._run(
                f"CREATE TABLE {entity.name}_seen AS "  # noqa: S608 - a stage
                "SELECT 0 AS look, '' AS relation, * FROM batch",
                entity.row_schema.empty_table(),
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def add(self, entity: Entity, stage: Literal[Stage.ITEMS, Stage.EXISTING], rows: pa.RecordBatch) -> None:
        """Add rows of the entity's columns, in any order.

        The generation is left out: that of a snapshot may be higher than the item's own.
        A digest has 64 bits: were a row of the lake wrong, it would pass for right once in 2**64 times.
        """
        columns = ", ".join(name for name in entity.columns if name != "generation")
        self._run(
            f"INSERT INTO {entity.name}_{stage} SELECT {entity.key}, {OWNER}, hash({columns}) FROM batch",  # noqa: S608 - a stage
            # Of one type on both sides, since equal times of other types have other digests.
            rows.select(entity.columns).cast(entity.schema),
        )

    def add_suspects(self, entity: Entity, rows: pa.RecordBatch) -> None:
        """Add suspects by `id` and `owner`."""
        self._run(f"INSERT INTO {entity.name}_suspects BY NAME SELECT * FROM batch", rows)  # noqa: S608 - a stage

    def add_seen(self, entity: Entity, look: int, rows: pa.RecordBatch) -> None:
        """Add those rows of a look, by `relation` and columns of a history, that are about suspects."""
        self._run(
            f"INSERT INTO {entity.name}_seen BY NAME SELECT {look} AS look, * FROM batch "  # noqa: S608 - a stage
            f"SEMI JOIN {entity.name}_suspects AS suspects ON suspects.id = batch.{entity.key}",
            rows,
        )

    def suspect_differing(self, entity: Entity) -> None:
        """Make suspects of the items that the table and the view of existing items differ in."""
        rows = max(self.count(entity, stage) for stage in (Stage.ITEMS, Stage.EXISTING))
        slices = rows // ROWS_PER_SLICE + 1
        for number in range(slices):
            in_slice = f"hash(id) % {slices} = {number}"
            self._run(f"""
                INSERT INTO {entity.name}_suspects
                SELECT id, coalesce(items.owner, existing.owner)
                FROM (FROM {entity.name}_items WHERE {in_slice}) AS items
                FULL JOIN (FROM {entity.name}_existing WHERE {in_slice}) AS existing USING (id)
                WHERE items.digest IS DISTINCT FROM existing.digest
            """)  # noqa: S608 - stages

    def suspects(self, entity: Entity) -> pa.Table:
        """Return the id and owner of each suspect, once; where the table has the item, it knows the owner."""
        return self._connection.sql(f"""
            SELECT id, coalesce(min(items.owner), min(suspects.owner)) AS owner
            FROM {entity.name}_suspects AS suspects LEFT JOIN {entity.name}_items AS items USING (id)
            GROUP BY id
        """).to_arrow_table()  # noqa: S608 - stages

    def seen(self, entity: Entity) -> Iterator[dict[str, Any]]:
        """Yield what was seen of the suspects, item by item."""
        # A cursor of its own: an open result blocks its connection.
        rows = self._connection.cursor().sql(
            f"SELECT seen.* FROM {entity.name}_seen AS seen "  # noqa: S608 - stages
            f"SEMI JOIN {entity.name}_suspects AS suspects ON suspects.id = {entity.key} ORDER BY {entity.key}"
        )
        for batch in rows.to_arrow_reader(ROWS_PER_BATCH):
            yield from batch.to_pylist()

    def suspect_only(self, entity: Entity, ids: Iterable[str]) -> None:
        """Drop all suspects but those."""
        kept = pa.Table.from_pylist(
            [{"id": item_id} for item_id in ids], pa.schema([pa.field("id", pa.string())])
        )
        self._run(f"DELETE FROM {entity.name}_suspects WHERE id NOT IN (SELECT id FROM batch)", kept)  # noqa: S608 - a stage

    def count(self, entity: Entity, stage: Stage) -> int:
        return len(self._connection.table(f"{entity.name}_{stage}"))

    def _run(self, sql: str, batch: pa.RecordBatch | pa.Table | None = None) -> None:
        with self._lock:
            if batch is not None:
                self._connection.register("batch", batch)
            self._connection.execute(sql)
