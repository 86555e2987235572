"""A lake of millions of tasks and changes: the past written into the merged tables, the last day delivered and merged as ever.

The rows follow from numbers alone, so that equal sizes make equal lakes but for their days. The tables are the program's.
"""
# ruff: noqa: INP001, S608  # a script's part, and its statements are made here

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final, override

import duckdb
from pyiceberg.io import FileIO, InputFile, OutputFile, OutputStream

from local_aws.iceberg import open_catalog
from tasklake_lake.columns import ColumnType
from tasklake_lake.event_tables import TASK_EVENTS, USER_EVENTS
from tasklake_lake.iceberg_tables import TASK_TABLES, USER_TABLES, IcebergTable
from tasklake_lake.statements import statements
from tasklake_stream_etl.object_keys import events_key
from tasklake_stream_etl.parquet import parquet_file
from tests.trino.lake import WINDOWS, Lake

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

DAYS, DAYS_AT_ONCE = 100, 5
TASKS_OF_A_USER: Final = 50
UNMERGED: Final = timedelta(minutes=30)
OBJECTS_AN_HOUR: Final = 12

# Each task lives from 11 to 29 changes, 20 in the mean; every tenth is deleted by its last one.
CHANGES: Final = """
CREATE TABLE changes AS
SELECT task, version, lives, created + CASE version WHEN 1 THEN 0 ELSE
    ((span - created) * (version - 1 + hash(task, version) % 1000 / 1000.0) / lives)::BIGINT END AS ms, created
FROM (
    SELECT task, (11 + hash(task) % 19)::BIGINT AS lives, (hash(task, 'created') % ({span} * 9 // 10))::BIGINT AS created, {span} AS span
    FROM range({tasks}) AS tasks(task)
), range(1, 30) AS versions(version)
WHERE version <= lives
"""
TASK_ROWS: Final = """
SELECT *, CASE WHEN status = 'completed' THEN occurred_at END AS completed_at,
    CASE op WHEN 'insert' THEN ['title', 'status', 'priority', 'created_at'] WHEN 'delete' THEN []::VARCHAR[]
        ELSE CASE WHEN status = 'completed' OR previous_status = 'completed' THEN ['status', 'completed_at'] ELSE ['status'] END
    END AS changed
FROM (
    SELECT
        CASE WHEN version = 1 THEN 'insert' WHEN version = lives AND task % 10 = 0 THEN 'delete' ELSE 'update' END AS op,
        CASE WHEN version > 1 THEN
            ['pending', 'in_progress', 'completed', 'in_progress', 'cancelled'][1 + (version - 2) % 5] END AS previous_status,
        make_timestamp(({start} + created) * 1000) AS created_at,
        make_timestamp(({start} + ms) * 1000) AS occurred_at,
        CAST(CAST(lower(lpad(hex({start} + created), 12, '0')) || '7' || md5('t' || task)[:19] AS UUID) AS VARCHAR) AS task_id,
        CAST(CAST(md5('u' || task // {of_a_user}) AS UUID) AS VARCHAR) AS user_id,
        ['pending', 'in_progress', 'completed', 'in_progress', 'cancelled'][1 + (version - 1) % 5] AS now_status,
        CASE WHEN op = 'delete' THEN previous_status ELSE now_status END AS status,
        ['low', 'medium', 'high', 'urgent'][(1 + hash(task, 'priority') % 4)::BIGINT] AS priority,
        [NULL, 'home', 'work'][(1 + hash(task, 'category') % 3)::BIGINT] AS category,
        CASE WHEN hash(task, 'label') % 4 = 0 THEN ['calls', 'garden'] END AS labels,
        CASE WHEN hash(task, 'due') % 3 > 0 THEN created_at::DATE + 14 END AS due_date,
        occurred_at AS updated_at,
        version,
        0::BIGINT AS generation,
        CAST(CAST(md5('r' || task || '-' || version) AS UUID) AS VARCHAR) AS request_id,
        lpad((ms * 1000 + task % 1000)::VARCHAR, 21, '0') AS sequence,
        {schema_version}::INTEGER AS schema_version,
        occurred_at + INTERVAL 30 SECOND AS ingested_at
    FROM changes WHERE ms >= {first} AND ms < {end}{which}
)
"""
NEWEST: Final = (
    " AND (task, version) IN (SELECT (task, max(version)) FROM changes WHERE ms < {end} GROUP BY task)"
)
USER_ROWS: Final = """
SELECT CAST(CAST(md5('u' || number) AS UUID) AS VARCHAR) AS user_id, 'active' AS status,
    make_timestamp({start} * 1000 + number) AS created_at, created_at AS updated_at, 1::BIGINT AS version, 0::BIGINT AS generation,
    CAST(CAST(md5('s' || number) AS UUID) AS VARCHAR) AS request_id, 'insert' AS op, created_at AS occurred_at,
    NULL::VARCHAR AS previous_status, ['email', 'name', 'status', 'created_at'] AS changed, lpad(number::VARCHAR, 21, '0') AS sequence,
    {schema_version}::INTEGER AS schema_version, created_at + INTERVAL 30 SECOND AS ingested_at
FROM range({users}) AS users(number)
"""


RAW_VALUES: Final = {
    ColumnType.TIMESTAMP: "epoch_ms({})",
    ColumnType.DATE: "datediff('day', DATE '1970-01-01', {})",
}
"""What the stream function makes of a column that is no text and no number."""


class Uploads(FileIO):
    """Writes each file by one request of boto3: pyarrow's uploads hang where the emulator has closed an idle connection."""

    def __init__(self, s3: "S3Client", io: FileIO) -> None:
        super().__init__(io.properties)
        self.s3, self.io = s3, io

    @override
    def new_input(self, location: str) -> InputFile:
        return self.io.new_input(location)

    @override
    def new_output(self, location: str) -> OutputFile:
        return Upload(self, location)

    @override
    def delete(self, location: str | InputFile | OutputFile) -> None:
        self.io.delete(location)


class Upload(OutputFile):
    def __init__(self, uploads: Uploads, location: str) -> None:
        super().__init__(location)
        self.uploads, self.size = uploads, 0

    @override
    def __len__(self) -> int:
        return self.size

    @override
    def exists(self) -> bool:
        return self.size > 0

    @override
    def to_input_file(self) -> InputFile:
        return self.uploads.new_input(self.location)

    @override
    def create(self, overwrite: bool = False) -> OutputStream:
        return Content(self)  # pyright: ignore[reportReturnType]  # whose parameters have other names

    def put(self, content: bytes) -> None:
        bucket, _, key = self.location.removeprefix("s3://").partition("/")
        self.uploads.s3.put_object(Bucket=bucket, Key=key, Body=content)
        self.size = len(content)


class Content(BytesIO):
    def __init__(self, upload: Upload) -> None:
        super().__init__()
        self.upload = upload

    @override
    def close(self) -> None:
        if not self.closed:
            self.upload.put(self.getvalue())
        super().close()


@dataclass(frozen=True)
class BigLake:
    """The lake that is filled, and of how many tasks."""

    lake: Lake
    tasks: int
    until: datetime
    folder: Path

    @property
    def start(self) -> int:
        return round((self.until - timedelta(days=DAYS)).timestamp() * 1000)

    def fill(self) -> int:
        """Write all but the last day into the merged tables, deliver and merge it but for the last half hour, and deliver that.

        Returns:
            How many changes there are.
        """
        day, span = 86_400_000, DAYS * 86_400_000
        database = duckdb.connect(self.folder / "changes.duckdb")
        database.execute("SET memory_limit = '3GB'; SET threads = 2")
        database.execute(CHANGES.format(tasks=self.tasks, span=span))
        users = USER_ROWS.format(
            start=self.start, users=self.tasks // TASKS_OF_A_USER, schema_version=USER_EVENTS.schema_version
        )
        for table in USER_TABLES.merged:
            self.append(table, database, users)
        past = span - day
        for first in range(0, past, DAYS_AT_ONCE * day):
            rows = self.rows(first, min(first + DAYS_AT_ONCE * day, past))
            self.append(TASK_TABLES.history, database, rows)
        self.append(TASK_TABLES.states, database, self.rows(0, past, NEWEST.format(end=past)))
        unmerged = span - round(UNMERGED.total_seconds() * 1000)
        self.deliver(database, past, unmerged)
        self.merge()
        self.deliver(database, unmerged, span)
        (count,) = database.execute("SELECT count(*) FROM changes").fetchone() or (0,)
        database.close()
        return count

    def rows(self, first: int, end: int, which: str = "") -> str:
        return TASK_ROWS.format(
            start=self.start,
            first=first,
            end=end,
            which=which,
            of_a_user=TASKS_OF_A_USER,
            schema_version=TASK_EVENTS.schema_version,
        )

    def append(self, table: IcebergTable, database: duckdb.DuckDBPyConnection, rows: str) -> None:
        names = ", ".join(column.name for column in table.columns)
        made = database.sql(
            f"SELECT {names} FROM ({rows}) ORDER BY {', '.join(table.sort_order)}"
        ).to_arrow_table()
        target = open_catalog(self.lake.session).load_table((self.lake.database, table.name))
        target.io = Uploads(self.lake.session.client("s3"), target.io)
        target.append(made.cast(target.schema().as_arrow()))

    def deliver(
        self,
        database: duckdb.DuckDBPyConnection,
        first: int,
        end: int,
        *,
        slot: int = 3_600_000 // OBJECTS_AN_HOUR,
    ) -> None:
        """Put the changes of a time into the raw table, an object for each slot of milliseconds, as the stream function writes them."""
        values = ", ".join(
            RAW_VALUES.get(column.type, "{}").format(column.name) for column in TASK_EVENTS.columns
        )
        s3 = self.lake.session.client("s3")
        for start in range(first, end, slot):
            rows = database.execute(
                f"SELECT {values} FROM ({self.rows(start, min(start + slot, end))})"
            ).fetchall()
            if not rows:
                continue
            at = self.until - timedelta(days=DAYS) + timedelta(milliseconds=start + slot - 1)
            key = events_key(TASK_EVENTS, [str(start)], min(at, self.until))
            s3.put_object(Bucket=self.lake.outputs.lake_bucket, Key=key, Body=parquet_file(TASK_EVENTS, rows))

    def merge(self) -> None:
        for statement in statements("maintenance"):
            self.lake.local(self.until).execute(statement.rendered(WINDOWS.parameters()))
