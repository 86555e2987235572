"""A function that Scheduler invokes, in one execution environment, over the stores of a test."""

import importlib
import io
import json
import sys
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Final

import pytest

from tests.integration.operations.verification.compared_stores import ComparedStores

ENVIRONMENT: Final = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "GLUE_DATABASE": "lake",
    "WORKGROUP": "maintenance",
    "LAKE_TAIL_HOURS": "48",
    "RAW_RETENTION_DAYS": "365",
    "FAILURE_RETENTION_DAYS": "14",
    "POWERTOOLS_SERVICE_NAME": "scheduled",
    "POWERTOOLS_METRICS_NAMESPACE": "Tasklake",
    "POWERTOOLS_LOG_LEVEL": "INFO",
}


@dataclass(frozen=True)
class Context:
    remaining_milliseconds: int
    function_name: str = "scheduled"
    memory_limit_in_mb: int = 2048
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:000000000000:function:scheduled"
    aws_request_id: str = "request-1"

    def get_remaining_time_in_millis(self) -> int:
        return self.remaining_milliseconds


@dataclass(frozen=True)
class ScheduledFunction:
    module: ModuleType
    log: io.StringIO = field(default_factory=io.StringIO)

    def invoke(self, remaining_milliseconds: int = 900_000) -> Any:  # noqa: ANN401  # each has an answer of its own
        return self.module.handler({}, Context(remaining_milliseconds))


def scheduled_function(
    job: str, stores: ComparedStores, monkeypatch: pytest.MonkeyPatch, **variables: str
) -> ScheduledFunction:
    """Import a handler anew, and let it have the clients of some stores.

    Args:
        job: The part of services/lake_jobs.
        stores: Table and lake.
        monkeypatch: Undoes it.
        variables: Those that this job alone reads.
    """
    own = {"TABLE_NAME": stores.table_name, "LAKE_BUCKET": stores.lake.bucket}
    for name, value in (ENVIRONMENT | own | variables).items():
        monkeypatch.setenv(name, value)
    name = f"tasklake_lake_jobs.{job}.handler"
    monkeypatch.delitem(sys.modules, name, raising=False)
    module = importlib.import_module(name)
    monkeypatch.setattr(module, "lake", stores.lake.sql)
    for service in ("dynamodb", "s3"):
        monkeypatch.setattr(module, service, stores.lake.session.client(service))
    function = ScheduledFunction(module)
    module.logger.handlers[0].setStream(function.log)
    return function


def metrics(output: str) -> dict[str, float]:
    """Return the metrics printed in CloudWatch's embedded metric format."""
    found: dict[str, float] = {}
    for line in output.splitlines():
        blob: dict[str, Any] = json.loads(line)
        (directive,) = blob["_aws"]["CloudWatchMetrics"]
        assert (directive["Namespace"], blob["service"]) == ("Tasklake", "scheduled")
        found |= {metric["Name"]: blob[metric["Name"]][0] for metric in directive["Metrics"]}
    return found
