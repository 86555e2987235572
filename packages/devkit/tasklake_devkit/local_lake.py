"""The local system's lake, asked in Athena's SQL."""

from collections.abc import Sequence

from local_aws.athena import AthenaSql, UnsupportedStatementError
from local_aws.iceberg import open_catalog
from local_aws.lake_sql import MeteredRows
from local_aws.sessions import EmulatorSession
from tasklake_devkit.workspace import StateFolder


def open_lake(
    session: EmulatorSession, database: str, state: StateFolder, *, workgroup: str | None = None
) -> AthenaSql:
    """Return the SQL engine over a database of the emulator's Data Catalog.

    Args:
        session: The emulator's root.
        database: Where a name without a database belongs.
        state: Keeps copies of the lake's objects.
        workgroup: The one whose limit of scanned bytes holds; None for no limit.
    """
    return AthenaSql(
        glue=session.client("glue"),
        s3=session.client("s3"),
        iceberg_catalog=open_catalog(session),
        database=database,
        mirror_root=state.object_mirror,
        bytes_scanned_cutoff=None if workgroup is None else bytes_scanned_cutoff(session, workgroup),
    )


def metered_query(lake: AthenaSql, sql: str, parameters: Sequence[str]) -> MeteredRows:
    """Return the rows that a statement answers and the bytes that its scans read.

    Raises:
        SqlError: The statement has no answer.
    """
    rows = lake.query(sql, parameters)
    try:
        return MeteredRows(rows, lake.bytes_scanned(sql, parameters))
    except UnsupportedStatementError:
        return MeteredRows(rows, 0)  # SHOW and DESCRIBE ask the catalog alone


def bytes_scanned_cutoff(session: EmulatorSession, workgroup: str) -> int | None:
    found = session.client("athena").get_work_group(WorkGroup=workgroup)["WorkGroup"]
    return found.get("Configuration", {}).get("BytesScannedCutoffPerQuery")
