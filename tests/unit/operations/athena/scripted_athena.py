"""Athena and S3 that answer as a test writes it; botocore checks each answer against the service's own model."""

import io
from collections.abc import Sequence
from typing import Any

import boto3
from botocore.config import Config
from botocore.response import StreamingBody
from botocore.stub import Stubber

from tasklake_operations.athena import AthenaWorkgroup
from tasklake_operations.backoff import Backoff

LOCATION = "s3://results/0123.csv"


class ScriptedAthena:
    """A workgroup `analysts` over the database `lake`, and what it is to be asked, in that order."""

    def __init__(self) -> None:
        session: Any = boto3.Session("key", "secret", region_name="eu-central-1")
        config = Config(parameter_validation=True)
        athena, s3 = session.client("athena", config=config), session.client("s3", config=config)
        self.athena, self.s3 = Stubber(athena), Stubber(s3)
        self.athena.activate()
        self.s3.activate()
        self.workgroup = AthenaWorkgroup(
            athena=athena, s3=s3, workgroup="analysts", database="lake", polling=Backoff(0.001, 0.001)
        )

    def is_started(self, sql: str, parameters: Sequence[str] = ()) -> None:
        asked: dict[str, Any] = {
            "QueryString": sql,
            "QueryExecutionContext": {"Catalog": "AwsDataCatalog", "Database": "lake"},
            "WorkGroup": "analysts",
        }
        if parameters:
            asked["ExecutionParameters"] = list(parameters)
        self.athena.add_response("start_query_execution", {"QueryExecutionId": "0123"}, asked)

    def is_in_state(
        self, state: str, reason: str | None = None, *, location: str = LOCATION, bytes_scanned: int = 0
    ) -> None:
        execution = {
            "QueryExecutionId": "0123",
            "Status": {"State": state} | ({"StateChangeReason": reason} if reason else {}),
            "ResultConfiguration": {"OutputLocation": location},
            "Statistics": {"DataScannedInBytes": bytes_scanned},
        }
        self.athena.add_response(
            "get_query_execution", {"QueryExecution": execution}, {"QueryExecutionId": "0123"}
        )

    def has_columns(self, *columns: tuple[str, str], **details: int) -> None:
        described = [{"Name": name, "Type": kind, **details} for name, kind in columns]
        self.athena.add_response(
            "get_query_results",
            {"ResultSet": {"ResultSetMetadata": {"ColumnInfo": described}}},
            {"QueryExecutionId": "0123", "MaxResults": 1},
        )

    def has_file(self, content: str) -> "StreamingBody":
        encoded = content.encode()
        body = StreamingBody(io.BytesIO(encoded), len(encoded))
        self.s3.add_response("get_object", {"Body": body}, {"Bucket": "results", "Key": "0123.csv"})
        return body

    def answers(self, *columns: tuple[str, str], file: str, **details: int) -> None:
        """Let a statement, once started, succeed with a result."""
        self.is_in_state("SUCCEEDED")
        self.has_columns(*columns, **details)
        self.has_file(file)

    def assert_asked_all(self) -> None:
        self.athena.assert_no_pending_responses()
        self.s3.assert_no_pending_responses()
