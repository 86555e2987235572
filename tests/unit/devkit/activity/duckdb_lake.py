"""The lake in DuckDB: plain tables instead of files, under the program's own views and maintenance.

The stream function's code makes the event rows.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Lock

import pyarrow as pa
from duckdb import DuckDBPyConnection

from local_aws.athena.session import duckdb_session
from local_aws.athena.syntax.statement import parse_change, parse_query
from tasklake.models import utc_now
from tasklake_lake.event_tables import ARRIVAL_HOUR_FORMAT, EVENT_TABLES
from tasklake_lake.views import VIEWS
from tasklake_lake.windows import Windows
from tasklake_stream_etl.arrow_schema import record_batch
from tasklake_stream_etl.batch import read_batch
from tests.in_memory.duckdb_tables import create_tables, translated
from tests.unit.devkit.activity.api_server import Change
from tests.unit.stream_etl.histories import record_of

WINDOWS = Windows(tail_hours=48, raw_retention_days=90, failure_retention_days=14)


class DuckDBLake:
    """What `Lake` is, over what was delivered; threads may share it.

    Attributes:
        connection: For a test that damages the lake.
    """

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self.connection = connection
        self._lock = Lock()
        self._sequences = count()
        create_tables(connection)
        for view in VIEWS:
            query = translated(parse_query(view.sql(WINDOWS.parameters())), utc_now())
            connection.execute(f"CREATE VIEW {view.name} AS {query}")

    def deliver(self, changes: Sequence[Change]) -> None:
        """Add the events of changes, as one batch of this hour."""
        now = utc_now()
        batch = read_batch(
            (record_of(change.before, change.after, next(self._sequences)) for change in changes), now
        )
        assert not batch.quarantined
        for table in EVENT_TABLES:
            if batch.rows[table.name]:
                rows = pa.table(record_batch(table, batch.rows[table.name]))
                with self._lock:
                    self.connection.register("batch", rows)
                    self.connection.execute(
                        f"INSERT INTO {table.name} SELECT *, '{now:{ARRIVAL_HOUR_FORMAT}}' FROM batch"
                    )

    def query(self, sql: str, parameters: Sequence[str] = ()) -> pa.Table:
        assert not parameters
        with self._lock:
            return self.connection.sql(translated(parse_query(sql), utc_now())).to_arrow_table()

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        yield from self.query(sql).to_batches()

    def execute(self, sql: str) -> int:
        with self._lock:
            self.connection.execute(translated(parse_change(sql), utc_now()))
        return 0


@contextmanager
def duckdb_lake(folder: Path) -> Generator[DuckDBLake]:
    """Open an empty lake; the folder is for what does not fit into memory."""
    with duckdb_session(folder) as connection:
        yield DuckDBLake(connection)
