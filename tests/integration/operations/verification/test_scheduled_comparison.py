"""The function that Scheduler invokes, over the stores that `tasklake lake verify` is tested with."""

import json
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.integration.operations.scheduled_function import ScheduledFunction, metrics, scheduled_function
from tests.integration.operations.verification import drift
from tests.integration.operations.verification.compared_stores import ComparedStores

RESERVED_MILLISECONDS = 30_000


class SlowAthena:
    """Answers nothing in time, and waits as a request does: DuckDB, interrupted, would raise an error of its own."""

    def query(self, sql: str) -> None:
        time.sleep(60)


@pytest.fixture
def stores(filled_stores: ComparedStores) -> ComparedStores:
    return filled_stores


@pytest.fixture
def function(stores: ComparedStores, monkeypatch: pytest.MonkeyPatch) -> ScheduledFunction:
    function = scheduled_function("verification", stores, monkeypatch, ETL_BATCH_WINDOW_SECONDS="0")
    monkeypatch.setattr(function.module, "SETTLE_MARGIN_SECONDS", 0)
    return function


def quality(stores: ComparedStores) -> list[tuple[Any, ...]]:
    columns = "entity, table_items, lake_rows, changes, differences, kinds"
    rows = stores.lake.rows(f"SELECT {columns} FROM lake_quality ORDER BY checked_at, entity")
    return [tuple(row.values()) for row in rows]


def test_what_a_run_finds_is_measured_and_analysts_can_select_it(
    stores: ComparedStores, function: ScheduledFunction, capsys: pytest.CaptureFixture[str]
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
    stores: ComparedStores, function: ScheduledFunction, capsys: pytest.CaptureFixture[str]
) -> None:
    drift.lost_change(stores)
    function.invoke()

    row = stores.lake.rows("SELECT * FROM lake_quality WHERE entity = 'task'")
    for said in (function.log.getvalue(), capsys.readouterr().out, str(row)):
        assert said
        assert drift.TASKS[2] not in said


def test_a_run_that_would_outlast_the_function_ends_before_it_and_says_what_to_do(
    stores: ComparedStores,
    function: ScheduledFunction,
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
    function: ScheduledFunction, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TABLE_NAME", "nosuch")
    monkeypatch.setattr(function.module, "environment", function.module.Environment.load())

    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        function.invoke()
    assert metrics(capsys.readouterr().out) == {"LakeVerifications": 0}
