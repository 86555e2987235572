"""One execution of a statement, from its start to its end."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from local_aws.athena.api.prepared_statements import PreparedStatements
from local_aws.athena.api.query_request import QueryRequest
from local_aws.athena.definitions.kept_files import Place
from local_aws.athena.engine import AthenaSql
from local_aws.athena.errors import BytesScannedCutoffError, CommitConflictError, SqlError
from local_aws.athena.results.result_columns import column_infos
from local_aws.athena.results.result_file import CSV, TEXT, ResultFile
from local_aws.athena.running_statement import RunningStatement
from local_aws.athena.statement_kind import StatementKind, first_word, substatement

if TYPE_CHECKING:
    import pyarrow as pa
    from types_boto3_athena.type_defs import ColumnInfoTypeDef
    from types_boto3_s3 import S3Client

_log = logging.getLogger(__name__)
_SYSTEM, _USER = 1, 2
COUNTED: Final = ("CREATE", "INSERT", "UPDATE")
"""The statements of which Athena counts the rows (Athena API Reference, "GetQueryResults", UpdateCount)."""


@dataclass(slots=True, kw_only=True)
class QueryExecution:
    """A statement that is queued, runs or is over; may be shared by threads.

    Attributes:
        id: Its name.
        request: What it was started with.
        kind: What its statement is.
        prepared: The prepared statements of its workgroup.
        columns: Those of the result, once it succeeded.
        text_rows: The result of a SHOW or DESCRIBE.
        update_count: How many rows were inserted, updated or kept in a new table, where Athena counts them.
    """

    id: str
    request: QueryRequest
    kind: StatementKind
    s3: "S3Client"
    prepared: PreparedStatements
    running: RunningStatement = field(default_factory=RunningStatement)
    state: str = "QUEUED"
    columns: "list[ColumnInfoTypeDef]" = field(default_factory=list["ColumnInfoTypeDef"])
    text_rows: list[list[str]] = field(default_factory=list[list[str]])
    update_count: int = 0
    _reason: str | None = None
    _error: dict[str, Any] | None = None
    _submitted: float = field(default_factory=time.time)
    _started: float | None = None
    _completed: float | None = None
    _lock: Lock = field(default_factory=Lock)

    @property
    def result(self) -> ResultFile:
        """The file of its result; a change of a table has none."""
        suffix = {StatementKind.QUERY: CSV, StatementKind.CHANGE: "", StatementKind.KEPT: ""}.get(
            self.kind, TEXT
        )
        return ResultFile(self.s3, f"{self.request.output_location.rstrip('/')}/{self.id}{suffix}")

    @property
    def place(self) -> Place:
        """Where it keeps what it writes, if that is what it does."""
        return Place(self.request.output_location, self.id, is_enforced=self.request.is_location_enforced)

    @property
    def is_over(self) -> bool:
        return self._completed is not None

    def cancel(self) -> None:
        """Make it end; without effect on one that is over."""
        self.running.cancel()
        with self._lock:
            if self.state == "QUEUED":
                self._end("CANCELLED", "Query was cancelled")

    def run(self, engine: Callable[[QueryRequest], AthenaSql]) -> None:
        """Run the statement to its end; whatever goes wrong becomes its state."""
        with self._lock:
            if self.is_over:
                return
            self.state, self._started = "RUNNING", time.time()
        try:
            self._compute(engine(self.request))
        except SqlError as error:
            self._fail(error)
        except (BotoCoreError, ClientError) as error:
            self._end_as("FAILED", str(error), _USER)
        except Exception as error:  # noqa: BLE001 - the thread ends here, and whoever waits for the query has to hear
            _log.exception("Query %s failed by a fault of the local engine: %s", self.id, self.request.sql)
            self._end_as("FAILED", f"GENERIC_INTERNAL_ERROR: {error!r}", _SYSTEM)
        else:
            self._end_as("SUCCEEDED", None, None)

    def _compute(self, sql: AthenaSql) -> None:
        statement, parameters = self.request.statement, self.request.parameters
        match self.kind:
            case StatementKind.PREPARATION:
                self.prepared.run(statement)
            case StatementKind.QUERY:
                schema = self.result.write_rows(sql.batches(statement, parameters, running=self.running))
                self.columns = column_infos(schema)
                self.result.write_metadata(self.columns)
            case StatementKind.CATALOG:
                self._keep_text(sql.query(statement, parameters))
                self.result.write_lines(self.text_rows)
                self.result.write_metadata(self.columns)
            case StatementKind.KEPT:
                kept = sql.keep(statement, parameters, place=self.place, running=self.running)
                self.update_count = kept if first_word(statement) in COUNTED else 0
            case StatementKind.CHANGE | StatementKind.DEFINITION:
                rows = sql.execute(statement, parameters, running=self.running)
                if first_word(statement) in COUNTED:
                    self.update_count = rows.inserted + rows.updated

    def rows(self, begin: int, most: int) -> tuple[Sequence[Sequence[str | None]], int | None]:
        """Return a page of its result, and where the next one begins; it succeeded."""
        if self.result.url.endswith(CSV):
            return self.result.read(begin, most)
        end = begin + most
        return self.text_rows[begin:end], end if end < len(self.text_rows) else None

    def _keep_text(self, rows: "pa.Table") -> None:
        self.columns = [{**info, "Type": "string"} for info in column_infos(rows.schema)]
        self.text_rows = [
            list(row) for row in zip(*(column.to_pylist() for column in rows.columns), strict=True)
        ]

    def _fail(self, error: SqlError) -> None:
        if self.running.is_cancelled:
            self._end_as("CANCELLED", "Query was cancelled", None)
            return
        match error:
            case BytesScannedCutoffError():
                self._end_as("CANCELLED", str(error), None)
            case CommitConflictError():
                reason = f"{error.code}: Failed to commit Iceberg update to table: {error.table}"
                self._end_as("FAILED", reason, _USER)
            case _:
                self._end_as("FAILED", f"{error.code}: {error}", _USER)

    def _end_as(self, state: str, reason: str | None, category: int | None) -> None:
        if reason is not None and category is not None:
            self._error = {"ErrorCategory": category, "Retryable": False, "ErrorMessage": reason}
        with self._lock:
            self._end(state, reason)

    def _end(self, state: str, reason: str | None) -> None:
        self._reason, self._completed, self.state = reason, time.time(), state

    def described(self) -> dict[str, Any]:
        """Return what GetQueryExecution tells (Athena API Reference, "QueryExecution")."""
        with self._lock:
            now = time.time()
            start, end = self._started or self._completed or now, self._completed or now
            status: dict[str, Any] = {"State": self.state, "SubmissionDateTime": self._submitted}
            if self._reason is not None:
                status["StateChangeReason"] = self._reason
            if self._error is not None:
                status["AthenaError"] = self._error
            if self._completed is not None:
                status["CompletionDateTime"] = self._completed
        parameters = {"ExecutionParameters": list(self.request.parameters)} if self.request.parameters else {}
        return {
            "QueryExecutionId": self.id,
            "Query": self.request.sql,
            "StatementType": self.kind.statement_type,
            "SubstatementType": substatement(self.request.sql),
            "ResultConfiguration": {"OutputLocation": self.result.url},
            "QueryExecutionContext": {"Catalog": self.request.catalog, "Database": self.request.database},
            "Status": status,
            "Statistics": {
                "DataScannedInBytes": self.running.bytes_scanned,
                "EngineExecutionTimeInMillis": milliseconds(end - start),
                "QueryQueueTimeInMillis": milliseconds(start - self._submitted),
                "TotalExecutionTimeInMillis": milliseconds(end - self._submitted),
                **({"DataManifestLocation": self.place.manifest} if self.kind is StatementKind.KEPT else {}),
            },
            "WorkGroup": self.request.workgroup,
            "EngineVersion": {
                "SelectedEngineVersion": "AUTO",
                "EffectiveEngineVersion": "Athena engine version 3",
            },
            **parameters,
        }


def milliseconds(seconds: float) -> int:
    return max(0, round(seconds * 1000))
