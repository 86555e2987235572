"""The lake in memory: objects by their key, and the program's own statements over them in DuckDB."""

from collections import defaultdict
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from duckdb import DuckDBPyConnection

from local_aws.athena.session import duckdb_session
from local_aws.athena.syntax.statement import parse_change, parse_query
from tasklake_lake.event_tables import ARRIVAL_HOUR, EVENT_TABLES
from tasklake_lake.iceberg_tables import ICEBERG_TABLES
from tasklake_lake.views import VIEWS
from tests.in_memory.duckdb_tables import create_tables, translated

type Row = dict[str, Any]
type Rewrite = Callable[[str, str], str]
"""Takes the name of a statement or a view and its SQL, and returns what is run instead."""

VIEWS_BY_NAME: Final = {view.name: view for view in VIEWS}
SOME_TIME: Final = datetime(1999, 9, 9, 9, 9, 9, 909_000, tzinfo=UTC)


class MemoryLake:
    """A lake that many histories use, one after the other.

    Attributes:
        now: The time that every statement takes for now.
        rewritten: What becomes of each statement.
    """

    def __init__(self, connection: DuckDBPyConnection) -> None:
        create_tables(connection)
        self.now = SOME_TIME
        self.rewritten: Rewrite = as_it_is
        self._connection = connection
        self._objects: dict[str, bytes] = {}
        self._waiting: list[str] = []

    def empty(self) -> None:
        self._objects.clear()
        self._waiting.clear()
        for table in (*EVENT_TABLES, *ICEBERG_TABLES):
            self._connection.execute(f"DELETE FROM {table.name}")

    def put_object(self, key: str, body: bytes) -> None:
        if key in self._objects:
            self.expire([key])
        self._objects[key] = body
        self._waiting.append(key)

    def expire(self, keys: Sequence[str]) -> None:
        """Delete objects, as the bucket's lifecycle does."""
        for key in keys:
            del self._objects[key]
        if keys:
            self._waiting = list(self._objects)
            for table in EVENT_TABLES:
                self._connection.execute(f"DELETE FROM {table.name}")

    def rows(self, sql: str) -> list[Row]:
        self._load()
        statement = at(duckdb_query(sql), self.now)
        return self._connection.sql(statement).to_arrow_table().to_pylist()

    def view(self, name: str, parameters: dict[str, int], owner: str) -> list[Row]:
        sql = self.rewritten(name, VIEWS_BY_NAME[name].sql(parameters))
        return self.rows(f"SELECT * FROM ({sql}) AS answer WHERE user_id LIKE '{owner}%'")

    def run(self, name: str, sql: str) -> int:
        """Run a statement that changes a table, and return how many rows it changed."""
        return self.execute(self.rewritten(name, sql))

    def execute(self, sql: str) -> int:
        self._load()
        answer = self._connection.execute(at(duckdb_change(sql), self.now)).fetchone()
        assert answer
        return int(answer[0])

    def _load(self) -> None:
        found: defaultdict[str, list[pa.Table]] = defaultdict(list)
        for key in self._waiting:
            _, table, hour, _ = key.split("/")
            rows = pq.read_table(BytesIO(self._objects[key]), partitioning=None)  # pyright: ignore[reportUnknownMemberType]  # its stubs leave options untyped
            hours = pa.repeat(hour.removeprefix(f"{ARRIVAL_HOUR.name}="), rows.num_rows)
            found[table].append(rows.append_column(ARRIVAL_HOUR.name, hours))
        self._waiting.clear()
        for table, rows in found.items():
            self._connection.register("arrived", pa.concat_tables(rows))
            self._connection.execute(f"INSERT INTO {table} SELECT * FROM arrived")


def as_it_is(_: str, sql: str) -> str:
    return sql


@lru_cache(1000)
def duckdb_query(sql: str) -> str:
    return translated(parse_query(sql), SOME_TIME)


@lru_cache(1000)
def duckdb_change(sql: str) -> str:
    return translated(parse_change(sql), SOME_TIME)


def at(sql: str, now: datetime) -> str:
    """Return a translated statement as of another time."""
    there, here = SOME_TIME.replace(tzinfo=None), now.replace(tzinfo=None)
    return sql.replace(there.isoformat(" "), here.isoformat(" ")).replace(
        there.date().isoformat(), here.date().isoformat()
    )


@contextmanager
def memory_lake(folder: Path) -> Generator[MemoryLake]:
    with duckdb_session(folder) as connection:
        connection.execute("SET threads = 1")
        yield MemoryLake(connection)
