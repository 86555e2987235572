"""One statement of the maintenance, run to its end."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from tasklake_operations.athena import Lake, through_conflicts
from tasklake_operations.errors import OperationError


@dataclass(frozen=True, slots=True)
class StatementRun:
    """What came of a statement.

    Attributes:
        name: The statement's.
        seconds: From its first start to its end.
        bytes_scanned: What it read; None where it failed.
        failure: Why it changed nothing; None where it succeeded.
    """

    name: str
    seconds: float
    bytes_scanned: int | None
    failure: str | None = None


def run_statement(
    lake: Lake, name: str, sql: str, *, sleep: Callable[[float], None] = time.sleep
) -> StatementRun:
    """Run a statement, through conflicts with other writers, and tell what came of it, a failure too."""
    start = time.monotonic()
    try:
        bytes_scanned = through_conflicts(lake.execute, sql, sleep=sleep)
    except (OperationError, BotoCoreError, ClientError) as error:
        return StatementRun(name, time.monotonic() - start, None, str(error))
    return StatementRun(name, time.monotonic() - start, bytes_scanned)
