"""How many bytes the scans of a statement read, and the limit for that."""

from duckdb import DuckDBPyConnection

from local_aws.athena.errors import BytesScannedCutoffError
from local_aws.athena.opened_scan import OpenedScan
from local_aws.athena.query_plan import planned_scans


class ScannedBytes:
    """The count of one session."""

    def __init__(self, connection: DuckDBPyConnection, *, cutoff: int | None) -> None:
        """Count nothing yet.

        Args:
            connection: The session.
            cutoff: The most bytes that its statements together may read; None for no limit.
        """
        self._connection = connection
        self._left = cutoff
        self._opened: dict[int, OpenedScan] = {}

    def add(self, opened: OpenedScan) -> None:
        """Know the files of a scan."""
        self._opened[opened.number] = opened

    def of(self, sql: str) -> int:
        """Return the bytes that a statement in DuckDB's SQL reads: see `AthenaSql.bytes_scanned`."""
        return sum(
            self._opened[scan.number].compressed_bytes(scan.positions)
            for scan in planned_scans(self._connection, sql)
        )

    def charge(self, sql: str) -> None:
        """Take a statement's bytes off what is left of the cutoff.

        Raises:
            BytesScannedCutoffError: There is not so much left.
        """
        if self._left is None:
            return
        self._left -= self.of(sql)
        if self._left < 0:
            raise BytesScannedCutoffError(
                f"Bytes scanned limit was exceeded, by {-self._left:,} bytes; select fewer columns, or add a condition "
                "on what the tables are partitioned by"
            )
