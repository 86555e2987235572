"""One statement on its way through Athena."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tasklake_operations.athena.errors import (
    CommitConflictError,
    MoreRunsNeededError,
    QueryFailedError,
    SqlSyntaxError,
)
from tasklake_operations.backoff import Backoff

if TYPE_CHECKING:
    from types_boto3_athena import AthenaClient
    from types_boto3_athena.type_defs import QueryExecutionTypeDef, StartQueryExecutionInputTypeDef

POLLING: Final = Backoff(initial_seconds=0.05, maximum_seconds=5)
UNFINISHED: Final = ("QUEUED", "RUNNING")
MORE_RUNS: Final = re.compile(r"ICEBERG_(OPTIMIZE|VACUUM)_MORE_RUNS_NEEDED")
COMMIT_CONFLICT: Final = re.compile(r"ICEBERG_COMMIT_ERROR: .*?table: (?P<table>[\w.]+)")


@dataclass(frozen=True, slots=True)
class FinishedQuery:
    """A statement that succeeded.

    Attributes:
        id: Athena's name for its execution.
        output_location: The object that holds its result, as s3://bucket/key.
        bytes_scanned: What it is billed by.
    """

    id: str
    output_location: str
    bytes_scanned: int


@dataclass(frozen=True, slots=True)
class QueryExecutions:
    """Runs statements over one database through one workgroup."""

    athena: "AthenaClient"
    workgroup: str
    database: str
    polling: Backoff = POLLING

    def run(self, sql: str, parameters: Sequence[str] = ()) -> FinishedQuery:
        """Return once a statement has succeeded; whatever interrupts the wait stops it.

        Raises:
            SqlSyntaxError: Athena does not take the statement.
            CommitConflictError: Another writer's commit was first.
            MoreRunsNeededError: It did a part, and wants to run again.
            QueryFailedError: It failed or was cancelled; the message has Athena's reason.
        """
        execution_id = self._start(sql, parameters)
        try:
            execution = self._wait_for_end(execution_id)
        except BaseException:
            # Ctrl-C above all: a query that nobody waits for still costs.
            self.athena.stop_query_execution(QueryExecutionId=execution_id)
            raise
        status = execution.get("Status", {})
        reason = status.get("StateChangeReason", "Athena gives no reason")
        if status.get("State") == "SUCCEEDED":
            return FinishedQuery(
                execution_id,
                execution.get("ResultConfiguration", {}).get("OutputLocation", ""),
                execution.get("Statistics", {}).get("DataScannedInBytes", 0),
            )
        if conflict := COMMIT_CONFLICT.match(reason):
            raise CommitConflictError(conflict["table"])
        if MORE_RUNS.match(reason):
            raise MoreRunsNeededError(reason)
        raise QueryFailedError(f"{reason} (query {execution_id} in workgroup {self.workgroup})")

    def _start(self, sql: str, parameters: Sequence[str]) -> str:
        if not sql.strip():
            raise SqlSyntaxError("The statement is empty; write one, like SELECT * FROM tasks.")
        request: StartQueryExecutionInputTypeDef = {
            "QueryString": sql,
            "QueryExecutionContext": {"Catalog": "AwsDataCatalog", "Database": self.database},
            "WorkGroup": self.workgroup,
        }
        if parameters:
            request["ExecutionParameters"] = parameters
        try:
            return self.athena.start_query_execution(**request)["QueryExecutionId"]
        except self.athena.exceptions.InvalidRequestException as error:
            raise SqlSyntaxError(error.response.get("Error", {}).get("Message", str(error))) from error

    def _wait_for_end(self, execution_id: str) -> "QueryExecutionTypeDef":
        attempt = 0
        while True:
            execution = self.athena.get_query_execution(QueryExecutionId=execution_id)["QueryExecution"]
            if execution.get("Status", {}).get("State") not in UNFINISHED:
                return execution
            attempt += 1
            time.sleep(self.polling.seconds(attempt))
