"""Both sides of the comparison in a database on disk, which holds more than memory does.

SQLite, since it comes with Python: a database engine of its own would not fit into a Lambda function beside Arrow.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Final, Literal, Self

import pyarrow as pa

from tasklake_lake.event_tables import OWNER
from tasklake_operations.verification.entities import ENTITIES, Entity

CACHE_KIBIBYTES: Final = 131_072
"""What the database may keep in memory of its file, and of what it sorts."""

ROWS_PER_BATCH: Final = 10_000

LOOK: Final = "look"
RELATION: Final = "relation"


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
        self._connection = sqlite3.connect(folder / "staging.sqlite", check_same_thread=False)
        # It lives no longer than the comparison, so nothing has to survive a crash.
        self._connection.executescript(
            f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -{CACHE_KIBIBYTES};"
        )
        for entity in ENTITIES:
            for stage in (Stage.ITEMS, Stage.EXISTING):
                self._connection.execute(f"CREATE TABLE {entity.name}_{stage} (id, owner, digest)")
            self._connection.execute(f"CREATE TABLE {entity.name}_suspects (id, owner)")
            self._connection.execute(f"CREATE INDEX {entity.name}_suspect ON {entity.name}_suspects (id)")
            self._connection.execute(
                f"CREATE TABLE {entity.name}_seen ({', '.join(seen_schema(entity).names)})"
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
        schema = entity.schema.remove(entity.schema.get_field_index("generation"))
        values = stored_rows(rows, schema)
        key, owner = schema.get_field_index(entity.key), schema.get_field_index(OWNER)
        self._insert(
            f"INSERT INTO {entity.name}_{stage} VALUES (?, ?, ?)",  # noqa: S608 - a stage
            [(row[key], row[owner], digest(row)) for row in values],
        )

    def add_suspects(self, entity: Entity, rows: pa.RecordBatch) -> None:
        """Add suspects by `id` and `owner`."""
        self._insert(
            f"INSERT INTO {entity.name}_suspects VALUES (?, ?)",  # noqa: S608 - a stage
            stored_rows(rows, pa.schema([pa.field("id", pa.string()), pa.field("owner", pa.string())])),
        )

    def add_seen(self, entity: Entity, look: int, rows: pa.RecordBatch) -> None:
        """Add those rows of a look, by `relation` and columns of a history, that are about suspects."""
        schema = seen_schema(entity)
        for name in set(schema.names) - set(rows.schema.names):
            schema = schema.remove(schema.get_field_index(name))
        places = ", ".join(f"?{number}" for number in range(1, len(schema) + 1))
        key = schema.get_field_index(entity.key) + 1
        self._insert(
            f"INSERT INTO {entity.name}_seen ({LOOK}, {', '.join(schema.names)}) "  # noqa: S608 - a stage
            f"SELECT {look}, {places} WHERE ?{key} IN (SELECT id FROM {entity.name}_suspects)",
            stored_rows(rows, schema),
        )

    def suspect_differing(self, entity: Entity) -> None:
        """Make suspects of the items that the table and the view of existing items differ in."""
        self._insert(f"""
            INSERT INTO {entity.name}_suspects
            SELECT id, coalesce(min(CASE side WHEN 1 THEN owner END), min(owner))
            FROM (
                SELECT *, 1 AS side FROM {entity.name}_items
                UNION ALL
                SELECT *, 2 AS side FROM {entity.name}_existing
            )
            GROUP BY id
            HAVING min(side) = max(side) OR min(digest) <> max(digest)
        """)  # noqa: S608 - stages

    def suspects(self, entity: Entity) -> Sequence[tuple[str, str]]:
        """Return the id and owner of each suspect, once; where the table has the item, it knows the owner."""
        with self._lock:
            return self._connection.execute(f"""
                SELECT id, coalesce(min(items.owner), min(suspects.owner))
                FROM {entity.name}_suspects AS suspects LEFT JOIN {entity.name}_items AS items USING (id)
                GROUP BY id
            """).fetchall()  # noqa: S608 - stages

    def seen(self, entity: Entity) -> Iterator[dict[str, Any]]:
        """Yield what was seen of the suspects, item by item."""
        schema = seen_schema(entity)
        rows = self._connection.execute(
            f"SELECT * FROM {entity.name}_seen WHERE {entity.key} IN (SELECT id FROM {entity.name}_suspects) "  # noqa: S608 - stages
            f"ORDER BY {entity.key}"
        )
        while batch := rows.fetchmany(ROWS_PER_BATCH):
            stored = [dict(zip(schema.names, row, strict=True)) for row in batch]
            yield from pa.RecordBatch.from_pylist(stored, stored_schema(schema)).cast(schema).to_pylist()

    def suspect_only(self, entity: Entity, ids: Iterable[str]) -> None:
        """Drop all suspects but those."""
        self._insert("CREATE TEMP TABLE kept (id PRIMARY KEY)")
        self._insert("INSERT INTO kept VALUES (?)", [(item_id,) for item_id in ids])
        self._insert(f"DELETE FROM {entity.name}_suspects WHERE id NOT IN (SELECT id FROM kept)")  # noqa: S608 - a stage
        self._insert("DROP TABLE kept")

    def count(self, entity: Entity, stage: Stage) -> int:
        with self._lock:
            return self._connection.execute(f"SELECT count(*) FROM {entity.name}_{stage}").fetchone()[0]  # noqa: S608 - a stage

    def _insert(self, sql: str, rows: Sequence[Sequence[object]] = ((),)) -> None:
        with self._lock, self._connection:
            self._connection.executemany(sql, rows)


def seen_schema(entity: Entity) -> pa.Schema:
    row = entity.row_schema
    return pa.schema([(LOOK, pa.int32()), (RELATION, pa.string()), *zip(row.names, row.types, strict=True)])


def stored_rows(rows: pa.RecordBatch, schema: pa.Schema) -> list[tuple[Any, ...]]:
    """Return rows as the database takes them; equal values of other types, as milliseconds, become the same."""
    stored = rows.select(schema.names).cast(schema).cast(stored_schema(schema))
    columns: list[list[Any]] = [stored.column(name).to_pylist() for name in schema.names]
    return list(zip(*columns, strict=True))


def stored_schema(schema: pa.Schema) -> pa.Schema:
    """Return the schema of numbers and texts that stands for one with times, which the database has not."""
    types = map(stored_type, schema.types)
    return pa.schema(list(zip(schema.names, types, strict=True)))


def stored_type(type_: pa.DataType) -> pa.DataType:
    if pa.types.is_timestamp(type_):
        return pa.int64()
    return pa.int32() if pa.types.is_date(type_) else type_


def digest(row: tuple[object, ...]) -> int:
    return int.from_bytes(blake2b(repr(row).encode(), digest_size=8).digest(), signed=True)
