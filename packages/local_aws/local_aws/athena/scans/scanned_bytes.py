"""How many bytes the scans of a statement read, and the limit for that."""

from duckdb import DuckDBPyConnection

from local_aws.athena.errors import BytesScannedCutoffError
from local_aws.athena.running_statement import RunningStatement
from local_aws.athena.scans.opened_scan import OpenedScan
from local_aws.athena.scans.query_plan import planned_scans


class ScannedBytes:
    """The count of one session."""

    def __init__(
        self, connection: DuckDBPyConnection, running: RunningStatement, *, cutoff: int | None
    ) -> None:
        """Count nothing yet.

        Args:
            connection: The session.
            running: Is told what its statements read.
            cutoff: The most bytes that they together may read; None for no limit.
        """
        self._connection = connection
        self._running = running
        self._cutoff = cutoff
        self._opened: dict[int, OpenedScan] = {}

    def add(self, opened: OpenedScan) -> None:
        """Know the files of a scan."""
        self._opened[opened.number] = opened

    def charge(self, sql: str) -> None:
        """Count what a statement in DuckDB's SQL is about to read: see `AthenaSql.bytes_scanned`.

        Raises:
            BytesScannedCutoffError: That would be more than the cutoff; it is not counted.
        """
        total = self._running.bytes_scanned + sum(
            self._opened[scan.number].compressed_bytes(scan.positions, scan.equal_to)
            for scan in planned_scans(self._connection, sql)
            if scan.number is not None
        )
        if self._cutoff is not None and total > self._cutoff:
            raise BytesScannedCutoffError(
                f"Bytes scanned limit was exceeded, by {total - self._cutoff:,} bytes; select fewer columns, or add a "
                "condition on what the tables are partitioned by"
            )
        self._running.bytes_scanned = total
