"""The function that Scheduler invokes, over the stores that `tasklake lake verify` is tested with."""

import importlib
import io
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.integration.operations.verification import drift
from tests.integration.operations.verification.compared_stores import ComparedStores

RESERVED_MILLISECONDS = 30_000
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "TABLE_NAME": "tasks",
    "LAKE_BUCKET": "lake",
    "GLUE_DATABASE": "lake",
    "WORKGROUP": "maintenance",
    "LAKE_TAIL_HOURS": "48",
    "RAW_RETENTION_DAYS": "365",
    "FAILURE_RETENTION_DAYS": "14",
    "ETL_BATCH_WINDOW_SECONDS": "0",
    "POWERTOOLS_SERVICE_NAME": "lake-verification",
    "POWERTOOLS_METRICS_NAMESPACE": "Tasklake",
    "POWERTOOLS_LOG_LEVEL": "INFO",
}


@dataclass(frozen=True)
class Context:
    remaining_milliseconds: int
    function_name: str = "lake-verification"
    memory_limit_in_mb: int = 2048
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:000000000000:function:lake-verification"
    aws_request_id: str = "request-1"

    def get_remaining_time_in_millis(self) -> int:
        return self.remaining_milliseconds


class SlowAthena:
    """Answers nothing in time, and waits as a request does: DuckDB, interrupted, would raise an error of its own."""

    def query(self, sql: str) -> None:
        time.sleep(60)


@dataclass(frozen=True)
class ScheduledComparison:
    """The function in one execution environment."""

    module: ModuleType
    log: io.StringIO = field(default_factory=io.StringIO)

    def invoke(self, remaining_milliseconds: int = 900_000) -> dict[str, int | None]:
        return self.module.handler({}, Context(remaining_milliseconds))


@pytest.fixture
def stores(filled_stores: ComparedStores) -> ComparedStores:
    return filled_stores


@pytest.fixture
def function(stores: ComparedStores, monkeypatch: pytest.MonkeyPatch) -> Iterator[ScheduledComparison]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TABLE_NAME", stores.table_name)
    monkeypatch.setenv("LAKE_BUCKET", stores.lake.bucket)
    monkeypatch.delitem(sys.modules, "tasklake_lake_verification.handler", raising=False)
    module = importlib.import_module("tasklake_lake_verification.handler")
    monkeypatch.setattr(module, "SETTLE_MARGIN_SECONDS", 0)
    monkeypatch.setattr(module, "lake", stores.lake.sql)
    for service in ("dynamodb", "s3"):
        monkeypatch.setattr(module, service, stores.lake.session.client(service))
    function = ScheduledComparison(module)
    module.logger.handlers[0].setStream(function.log)
    yield function
    monkeypatch.delitem(sys.modules, "tasklake_lake_verification.handler")


def metrics(output: str) -> dict[str, float]:
    """Return the metrics printed in CloudWatch's embedded metric format."""
    found: dict[str, float] = {}
    for line in output.splitlines():
        blob: dict[str, Any] = json.loads(line)
        (directive,) = blob["_aws"]["CloudWatchMetrics"]
        assert (directive["Namespace"], blob["service"]) == ("Tasklake", "lake-verification")
        found |= {metric["Name"]: blob[metric["Name"]][0] for metric in directive["Metrics"]}
    return found


def quality(stores: ComparedStores) -> list[tuple[Any, ...]]:
    columns = "entity, table_items, lake_rows, changes, differences, kinds"
    rows = stores.lake.rows(f"SELECT {columns} FROM lake_quality ORDER BY checked_at, entity")
    return [tuple(row.values()) for row in rows]


def test_what_a_run_finds_is_measured_and_analysts_can_select_it(
    stores: ComparedStores, function: ScheduledComparison, capsys: pytest.CaptureFixture[str]
) -> None:
    assert quality(stores) == []

    assert function.invoke() == {"differences": 0}
    assert metrics(capsys.readouterr().out) == {"LakeVerifications": 1, "Differences": 0}
    assert quality(stores) == [("task", 36, 36, 129, 0, None), ("user", 2, 2, 5, 0, None)]

    drift.lost_change(stores)
    drift.lost_creation(stores)
    assert function.invoke() == {"differences": 2}
    assert metrics(capsys.readouterr().out) == {"LakeVerifications": 1, "Differences": 2}
    assert ("task", 37, 36, 129, 2, "missing 1, stale 1") in quality(stores)


def test_neither_the_log_nor_the_result_names_an_item(
    stores: ComparedStores, function: ScheduledComparison, capsys: pytest.CaptureFixture[str]
) -> None:
    drift.lost_change(stores)
    function.invoke()

    row = stores.lake.rows("SELECT * FROM lake_quality WHERE entity = 'task'")
    for said in (function.log.getvalue(), capsys.readouterr().out, str(row)):
        assert said
        assert drift.TASKS[2] not in said


def test_a_run_that_would_outlast_the_function_ends_before_it_and_says_what_to_do(
    stores: ComparedStores,
    function: ScheduledComparison,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(function.module, "lake", SlowAthena())

    assert function.invoke(RESERVED_MILLISECONDS + 20) == {"differences": None}
    assert metrics(capsys.readouterr().out) == {"LakeVerifications": 0}
    (line,) = map(json.loads, function.log.getvalue().splitlines())
    assert line["level"] == "ERROR"
    assert "see lake-not-verified in the runbook" in line["message"]
    assert quality(stores) == []


def test_a_run_that_fails_is_measured_and_tried_again(
    function: ScheduledComparison, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TABLE_NAME", "nosuch")
    monkeypatch.setattr(function.module, "environment", function.module.Environment.load())

    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        function.invoke()
    assert metrics(capsys.readouterr().out) == {"LakeVerifications": 0}
