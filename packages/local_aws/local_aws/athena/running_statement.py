"""A statement while a thread runs it, as others may see and end it."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from threading import Lock

from duckdb import DuckDBPyConnection

from local_aws.athena.errors import StatementCancelledError


class RunningStatement:
    """Counts what a statement reads and can be told to end; may be shared by threads.

    Attributes:
        bytes_scanned: What its scans read so far, as `AthenaSql.bytes_scanned` counts.
    """

    def __init__(self) -> None:
        self.bytes_scanned = 0
        self._lock = Lock()
        self._connection: DuckDBPyConnection | None = None
        self._is_cancelled = False

    @property
    def is_cancelled(self) -> bool:
        return self._is_cancelled

    @contextmanager
    def using(self, connection: DuckDBPyConnection) -> Generator[None]:
        """Let `cancel` interrupt what the connection computes, while the block runs."""
        with self._lock:
            self._connection = connection
        try:
            yield
        finally:
            with self._lock:
                self._connection = None

    def cancel(self) -> None:
        """Make the statement end soon, having written nothing; one that commits already goes on."""
        with self._lock:
            self._is_cancelled = True
            if self._connection is not None:
                self._connection.interrupt()

    def checked[Item](self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield items as long as the statement is not to end; see `raise_if_cancelled`."""
        for item in items:
            self.raise_if_cancelled()
            yield item

    def raise_if_cancelled(self) -> None:
        """Return unless the statement is to end.

        Raises:
            StatementCancelledError: It is.
        """
        if self._is_cancelled:
            raise StatementCancelledError("Query was cancelled")
