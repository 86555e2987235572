"""A function that Scheduler invokes, in one execution environment, over the stores of a test."""

import json
from typing import Any, Final

import pytest

from tests.integration.functions import Function, load
from tests.integration.operations.verification.compared_stores import ComparedStores

ENVIRONMENT: Final = {
    "GLUE_DATABASE": "lake",
    "WORKGROUP": "maintenance",
    "LAKE_TAIL_HOURS": "48",
    "RAW_RETENTION_DAYS": "365",
    "FAILURE_RETENTION_DAYS": "14",
}


class ScheduledFunction(Function):
    def invoke(self, remaining_milliseconds: int = 900_000) -> Any:  # noqa: ANN401  # each has an answer of its own
        return self.handle({}, remaining_milliseconds)


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
    name = f"tasklake_lake_jobs.{job}.handler"
    module = load(name, "scheduled", ENVIRONMENT | own | variables, monkeypatch)
    monkeypatch.setattr(module, "lake", stores.lake.sql)
    for service in ("dynamodb", "s3"):
        monkeypatch.setattr(module, service, stores.lake.session.client(service))
    return ScheduledFunction(module)


def metrics(output: str) -> dict[str, float]:
    """Return the metrics printed in CloudWatch's embedded metric format."""
    found: dict[str, float] = {}
    for line in output.splitlines():
        blob: dict[str, Any] = json.loads(line)
        (directive,) = blob["_aws"]["CloudWatchMetrics"]
        assert (directive["Namespace"], blob["service"]) == ("Tasklake", "scheduled")
        found |= {metric["Name"]: blob[metric["Name"]][0] for metric in directive["Metrics"]}
    return found
