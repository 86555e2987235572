"""One statement of the maintenance, run to its end."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from local_aws.athena import RowCounts
from local_aws.lake_sql import LakeSql
from tasklake_operations.commit_conflicts import execute_through_conflicts
from tasklake_operations.errors import OperationError


@dataclass(frozen=True, slots=True)
class StatementRun:
    """What came of a statement.

    Attributes:
        name: The statement's.
        rows: What it changed; None where it failed, or where the engine does not say.
        seconds: From its first start to its end.
        failure: Why it changed nothing; None where it succeeded.
    """

    name: str
    rows: RowCounts | None
    seconds: float
    failure: str | None = None


def run_statement(
    lake: LakeSql, name: str, sql: str, *, sleep: Callable[[float], None] = time.sleep
) -> StatementRun:
    """Run a statement, through conflicts with other writers, and tell what came of it, a failure too."""
    start = time.monotonic()
    try:
        rows = execute_through_conflicts(lake, sql, sleep=sleep)
    except (OperationError, BotoCoreError, ClientError) as error:
        return StatementRun(name, None, time.monotonic() - start, str(error))
    return StatementRun(name, rows, time.monotonic() - start)
