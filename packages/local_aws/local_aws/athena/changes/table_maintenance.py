"""OPTIMIZE and VACUUM of an Iceberg table (Amazon Athena User Guide, "Optimize Iceberg tables")."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from duckdb import DuckDBPyConnection
from pyiceberg.exceptions import CommitFailedException
from pyiceberg.table import Table
from sqlglot import exp, parse_one
from sqlglot.errors import ParseError

from local_aws.athena.changes.working_copy import WorkingCopy
from local_aws.athena.errors import CommitConflictError, SqlSyntaxError, UnsupportedStatementError
from local_aws.athena.running_statement import RunningStatement
from local_aws.athena.scans.object_mirror import ObjectMirror
from local_aws.athena.statement_sessions import StatementSessions
from local_aws.athena.syntax.duckdb_sql import quoted_name
from local_aws.athena.tables.glue_catalog import CatalogEntry
from local_aws.athena.tables.relations import Relations

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

MAINTENANCE: Final = ("OPTIMIZE", "VACUUM")
SNAPSHOT_AGE: Final = "vacuum_max_snapshot_age_seconds"
DEFAULT_SNAPSHOT_AGE: Final = "432000"

_STATEMENT: Final = re.compile(
    r"\s*(?:(?P<optimize>OPTIMIZE)|VACUUM)\s+(?P<table>[^\s;]+)(?P<rest>.*?)\s*;?\s*",
    re.IGNORECASE | re.DOTALL,
)
_BIN_PACK: Final = re.compile(r"\s+REWRITE\s+DATA\s+USING\s+BIN_PACK", re.IGNORECASE)


class MaintenanceStatement(NamedTuple):
    """An OPTIMIZE, or else a VACUUM."""

    table: exp.Table
    is_optimize: bool


def parse_maintenance(sql: str) -> MaintenanceStatement:
    """Parse one OPTIMIZE or VACUUM.

    Raises:
        SqlSyntaxError: It does not name a table.
        UnsupportedStatementError: It says more than that.
    """
    match = _STATEMENT.fullmatch(sql)
    if match is None:
        raise SqlSyntaxError("OPTIMIZE and VACUUM name a table")
    is_optimize = match["optimize"] is not None
    if not (_BIN_PACK.fullmatch(match["rest"]) if is_optimize else not match["rest"]):
        raise UnsupportedStatementError(
            "supported locally are OPTIMIZE table REWRITE DATA USING BIN_PACK, and VACUUM table"
        )
    try:
        return MaintenanceStatement(parse_one(match["table"], into=exp.Table, dialect="athena"), is_optimize)
    except ParseError as error:
        raise SqlSyntaxError(f"{match['table']} is no name of a table") from error


def run_maintenance(
    sql: str, sessions: StatementSessions, s3: "S3Client", running: RunningStatement | None
) -> None:
    """Run one OPTIMIZE or VACUUM; see `run_optimize` and `run_vacuum`."""
    statement = parse_maintenance(sql)
    with sessions.open(running) as (connection, tables):
        entry = tables.changeable(statement.table, sessions.database)
        if statement.is_optimize:
            run_optimize(connection, tables.relations, entry)
        else:
            table = sessions.iceberg_catalog.load_table((entry.database, entry.name))
            run_vacuum(table, s3, sessions.mirror, sessions.clock())


def run_optimize(connection: DuckDBPyConnection, relations: Relations, entry: CatalogEntry) -> None:
    """Rewrite the data files that have deleted rows, without them; files are small here and stay so.

    Raises:
        CommitConflictError: Another writer changed the table meanwhile.
    """
    scan = relations.add_iceberg_table(entry)
    having_deletes = {task.file.file_path for task in scan.table.scan().plan_files() if task.delete_files}
    if not having_deletes:
        return
    relations.open(f"SELECT * FROM {quoted_name(scan.name)}")  # noqa: S608 - a quoted name
    copy = WorkingCopy(connection, scan)
    copy.commit([local for local, file in scan.files.items() if file.file_path in having_deletes])


def run_vacuum(table: Table, s3: "S3Client", mirror: ObjectMirror, now: datetime) -> None:
    """Drop snapshots that are older than the table keeps them, and the files of that age that no snapshot has.

    Args:
        table: As it is now.
        s3: Where its files are.
        mirror: Forgets what the bucket has no longer, this or another table's.
        now: The statement's time, with its zone.

    Raises:
        CommitConflictError: Another writer changed the table meanwhile.
    """
    keeps = timedelta(seconds=int(table.properties.get(SNAPSHOT_AGE, DEFAULT_SNAPSHOT_AGE)))
    oldest = now - keeps
    expiring = table.maintenance.expire_snapshots().older_than(oldest)
    try:
        expiring.commit()
    except CommitFailedException as error:
        raise CommitConflictError(".".join(table.name())) from error
    table.refresh()
    known = set(_files(table))
    bucket, _, prefix = table.location().removeprefix("s3://").partition("/")
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{prefix}/"):
        for found in page.get("Contents", ()):
            key = found.get("Key", "")
            if f"s3://{bucket}/{key}" not in known and found.get("LastModified", now) < oldest:
                s3.delete_object(Bucket=bucket, Key=key)
    mirror.sweep(bucket)


def _files(table: Table) -> Iterator[str]:
    """Yield the URL of every file that the table's metadata, or a snapshot of it, names; some more than once."""
    yield table.metadata_location
    for entry in table.metadata.metadata_log:
        yield entry.metadata_file
    for snapshot in table.metadata.snapshots:
        yield snapshot.manifest_list
        for manifest in snapshot.manifests(table.io):
            yield manifest.manifest_path
            for entry in manifest.fetch_manifest_entry(table.io):
                yield entry.data_file.file_path
