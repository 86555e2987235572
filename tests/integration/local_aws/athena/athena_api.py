"""Athena's API over a small lake, asked with boto3."""

import time
from dataclasses import dataclass
from typing import Any

from tests.integration.local_aws.athena.small_lake import SmallLake


@dataclass(frozen=True, slots=True)
class AthenaApi:
    """Starts statements and waits for them.

    Attributes:
        lake: Whose database and bucket are used.
        client: boto3's, at the emulator's address.
    """

    lake: SmallLake
    client: Any

    @property
    def results(self) -> str:
        return f"s3://{self.lake.name}/results/"

    def start(self, sql: str, **request: object) -> str:
        return self.client.start_query_execution(
            **{
                "QueryString": sql,
                "QueryExecutionContext": {"Database": self.lake.name},
                "ResultConfiguration": {"OutputLocation": self.results},
            }
            | request
        )["QueryExecutionId"]

    def described(self, execution_id: str) -> dict[str, Any]:
        return self.client.get_query_execution(QueryExecutionId=execution_id)["QueryExecution"]

    def ended(self, execution_id: str) -> dict[str, Any]:
        deadline = time.monotonic() + 30
        while (execution := self.described(execution_id))["Status"]["State"] in ("QUEUED", "RUNNING"):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        return execution

    def run(self, sql: str, **request: object) -> dict[str, Any]:
        """Return the description of a statement that succeeded."""
        execution = self.ended(self.start(sql, **request))
        assert execution["Status"]["State"] == "SUCCEEDED", execution["Status"]
        return execution

    def failure(self, sql: str, **request: object) -> tuple[str, str]:
        """Return the state and the reason of a statement that did not."""
        status = self.ended(self.start(sql, **request))["Status"]
        return status["State"], status["StateChangeReason"]

    def rows(self, sql: str, **request: object) -> list[list[str | None]]:
        """Return all pages of GetQueryResults."""
        execution_id = self.run(sql, **request)["QueryExecutionId"]
        pages = self.client.get_paginator("get_query_results").paginate(QueryExecutionId=execution_id)
        return [
            [value.get("VarCharValue") for value in row["Data"]]
            for page in pages
            for row in page["ResultSet"]["Rows"]
        ]

    def file(self, execution: dict[str, Any]) -> str:
        bucket, _, key = (
            execution["ResultConfiguration"]["OutputLocation"].removeprefix("s3://").partition("/")
        )
        return self.lake.session.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read().decode()
