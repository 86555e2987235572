"""The actions of Athena's API about query executions."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Any, Final
from uuid import uuid4

from botocore.exceptions import ClientError

from local_aws.athena.api.caller_access import CallerAccess
from local_aws.athena.api.prepared_statements import PreparedStatements
from local_aws.athena.api.query_execution import QueryExecution
from local_aws.athena.api.query_request import (
    InvalidRequestError,
    QueryRequest,
    Request,
    is_enforced,
    output_location,
    page,
    query_string,
)
from local_aws.athena.engine import AthenaSql
from local_aws.athena.errors import QueryFailedError, SqlSyntaxError
from local_aws.athena.statement_kind import StatementKind, first_word, kind_of
from local_aws.iceberg import open_catalog
from local_aws.sessions import EmulatorSession

type Answer = dict[str, Any]

_AT_ONCE: Final = 8
_MOST_ROWS: Final = 1000
_MOST_IDS: Final = 50


class QueryService:
    """Starts queries in threads and tells of them; they are forgotten with the object.

    What a statement reads and writes is held against its caller's rights (see `CallerAccess`).
    """

    def __init__(self, session: EmulatorSession, *, mirror_root: Path) -> None:
        """Start nothing yet.

        Args:
            session: The emulator's root.
            mirror_root: Keeps copies of the lake's objects between queries.
        """
        self._session = session
        self._mirror_root = mirror_root
        self._catalog = open_catalog(session)
        self._threads = ThreadPoolExecutor(_AT_ONCE, "athena")
        self._lock = Lock()
        self._executions: dict[str, QueryExecution] = {}
        self._tokens: dict[str, tuple[Request, str]] = {}
        self._actions: dict[str, Callable[[Request], Answer]] = {
            "StopQueryExecution": self.stop,
            "GetQueryExecution": lambda request: {"QueryExecution": self._found(request).described()},
            "BatchGetQueryExecution": self.describe_several,
            "ListQueryExecutions": self.list_ids,
            "GetQueryResults": self.results,
        }

    def answer(self, action: str, request: Request, *, caller: str) -> Answer:
        """Answer one request (Amazon Athena API Reference).

        Args:
            action: Its name.
            request: Its document.
            caller: ARN of who asks, as `sts:GetCallerIdentity` tells it.

        Raises:
            InvalidRequestError: Athena would answer with an InvalidRequestException.
        """
        if action == "StartQueryExecution":
            return self.start(request, caller)
        return self._actions[action](request)

    def close(self) -> None:
        """Stop what runs and return when it is over."""
        with self._lock:
            executions = list(self._executions.values())
        for execution in executions:
            if execution.state in ("QUEUED", "RUNNING"):
                execution.cancel()
        self._threads.shutdown(cancel_futures=True)

    def start(self, request: Request, caller: str) -> Answer:
        with self._lock:
            token = request.get("ClientRequestToken")
            if token in self._tokens:
                earlier, execution_id = self._tokens[token]
                if earlier != request:
                    raise InvalidRequestError("Idempotent parameters do not match")
                return {"QueryExecutionId": execution_id}
            execution = self._execution(request, caller)
            self._executions[execution.id] = execution
            if token is not None:
                self._tokens[token] = (request, execution.id)
        self._threads.submit(execution.run, self._engine)
        return {"QueryExecutionId": execution.id}

    def stop(self, request: Request) -> Answer:
        self._found(request).cancel()
        return {}

    def describe_several(self, request: Request) -> Answer:
        ids: list[str] = request["QueryExecutionIds"]
        found = [self._executions[each].described() for each in ids if each in self._executions]
        missing = [
            {"QueryExecutionId": each, "ErrorCode": "INVALID_INPUT", "ErrorMessage": not_found(each)}
            for each in ids
            if each not in self._executions
        ]
        return {"QueryExecutions": found, "UnprocessedQueryExecutionIds": missing}

    def list_ids(self, request: Request) -> Answer:
        workgroup = request.get("WorkGroup", "primary")
        begin, most = page(request, _MOST_IDS)
        with self._lock:
            ids = [each.id for each in self._executions.values() if each.request.workgroup == workgroup][::-1]
        following = {"NextToken": str(begin + most)} if begin + most < len(ids) else {}
        return {"QueryExecutionIds": ids[begin : begin + most], **following}

    def results(self, request: Request) -> Answer:
        execution = self._found(request)
        if execution.state in ("QUEUED", "RUNNING"):
            raise InvalidRequestError(f"Query has not yet finished. Current state: {execution.state}")
        if execution.state != "SUCCEEDED":
            raise InvalidRequestError(
                f"Query did not finish successfully. Final query state: {execution.state}"
            )
        rows, end = execution.rows(*page(request, _MOST_ROWS))
        data = [{"Data": [{} if text is None else {"VarCharValue": text} for text in row]} for row in rows]
        result = {"Rows": data, "ResultSetMetadata": {"ColumnInfo": execution.columns}}
        following = {} if end is None else {"NextToken": str(end)}
        return {"UpdateCount": execution.update_count, "ResultSet": result, **following}

    def _execution(self, request: Request, caller: str) -> QueryExecution:
        sql = query_string(request)
        context = request.get("QueryExecutionContext", {})
        name = request.get("WorkGroup", "primary")
        workgroup = self._workgroup(name)
        prepared = PreparedStatements(self._session.client("athena"), name)
        try:
            statement, values = prepared.executed(sql) if first_word(sql) == "EXECUTE" else (sql, ())
            kind: StatementKind = kind_of(statement)
        except SqlSyntaxError as error:
            raise InvalidRequestError(str(error), "MALFORMED_QUERY") from error
        except QueryFailedError as error:
            raise InvalidRequestError(str(error)) from error
        return QueryExecution(
            id=str(uuid4()),
            request=QueryRequest(
                sql=sql,
                statement=statement,
                database=context.get("Database", "default"),
                catalog=context.get("Catalog", "AwsDataCatalog"),
                workgroup=name,
                parameters=values or tuple(request.get("ExecutionParameters", ())),
                output_location=output_location(request, workgroup),
                is_location_enforced=is_enforced(workgroup),
                bytes_scanned_cutoff=workgroup.get("BytesScannedCutoffPerQuery"),
                caller=caller,
            ),
            kind=kind,
            s3=self._session.client("s3"),
            prepared=prepared,
        )

    def _workgroup(self, name: str) -> Mapping[str, Any]:
        try:
            found = self._session.client("athena").get_work_group(WorkGroup=name)["WorkGroup"]
        except ClientError as error:
            raise InvalidRequestError(f"WorkGroup {name} is not found.") from error
        if found.get("State") == "DISABLED":
            raise InvalidRequestError(f"WorkGroup {name} is disabled.")
        return found.get("Configuration", {})

    def _found(self, request: Request) -> QueryExecution:
        execution_id = str(request.get("QueryExecutionId"))
        try:
            return self._executions[execution_id]
        except KeyError:
            raise InvalidRequestError(not_found(execution_id)) from None

    def _engine(self, request: QueryRequest) -> AthenaSql:
        glue = self._session.client("glue")
        access = CallerAccess(self._session.client("iam"), glue, request.caller)
        access.check_write(request)
        return AthenaSql(
            glue=glue,
            s3=self._session.client("s3"),
            iceberg_catalog=self._catalog,
            database=request.database,
            mirror_root=self._mirror_root,
            bytes_scanned_cutoff=request.bytes_scanned_cutoff,
            check_read=access.check_read,
        )


def not_found(execution_id: str) -> str:
    return f"QueryExecution {execution_id} was not found"
