"""The function that Scheduler invokes, over the stores that `tasklake lake erase` is tested with."""

import json
import signal
from datetime import datetime, timedelta

import pytest

from tasklake_lake_jobs.deadline import OutOfTimeError
from tasklake_operations.lake_erasure import ErasureLedger
from tests.integration.lake.event_history import utc
from tests.integration.operations.lake_erasure.conftest import ADA, ERASED_AT, ErasedStores, Metered
from tests.integration.operations.scheduled_function import ScheduledFunction, metrics, scheduled_function
from tests.integration.operations.verification.compared_stores import named

SUNDAY = utc("2026-03-15T04:35")


@pytest.fixture
def function(erased: ErasedStores, monkeypatch: pytest.MonkeyPatch) -> ScheduledFunction:
    own = {"ERASURE_EVERY_DAYS": "7", "LEDGER_TABLE_NAME": erased.ledger_name}
    function = scheduled_function("erasure", erased.stores, monkeypatch, **own)
    monkeypatch.setattr(function.module, "lake", Metered(erased.stores.lake.sql))
    monkeypatch.setattr(function.module, "ledger", ErasureLedger(erased.stores.dynamodb, erased.ledger_name))
    at(function, SUNDAY, monkeypatch)
    return function


def end_of_time(*_: object) -> None:
    """Send the timer's signal, as it comes while Athena is waited for."""
    signal.raise_signal(signal.SIGALRM)


def do_nothing(*_: object) -> None:
    pass


def at(function: ScheduledFunction, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(function.module, "utc_now", lambda: now)


def test_a_run_that_has_no_time_left_fails_and_the_next_one_goes_on_until_the_user_has_left(
    erased: ErasedStores,
    function: ScheduledFunction,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waiting = {"ErasuresWaiting": 1, "OldestErasureDays": pytest.approx((SUNDAY - ERASED_AT) / timedelta(1))}
    with monkeypatch.context() as slow:
        slow.setattr(Metered, "execute", end_of_time)
        with pytest.raises(OutOfTimeError, match="What is done stays done"):
            function.invoke()
    assert metrics(capsys.readouterr().out) == {"LakeErasures": 0} | waiting
    assert "task_events" not in erased.counts(ADA)  # the first step of a batch

    assert function.invoke() == {"batch": True}

    assert metrics(capsys.readouterr().out) == {
        "LakeErasures": 1,
        "ErasuresWaiting": 0,
        "OldestErasureDays": 0,
    }
    assert erased.counts(ADA) == {}
    assert named(erased.stores.compare()) == []
    assert ADA not in function.log.getvalue()


def test_between_two_batches_it_only_measures_but_for_an_erasure_that_the_last_ones_left_undone(
    erased: ErasedStores,
    function: ScheduledFunction,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Quiet for five days, with tails of 48 hours.
    at(function, ERASED_AT + timedelta(days=12), monkeypatch)
    assert function.invoke() == {"batch": False}
    assert metrics(capsys.readouterr().out) == {"ErasuresWaiting": 1, "OldestErasureDays": 12}

    at(function, ERASED_AT + timedelta(days=12, minutes=1), monkeypatch)
    left = {"pk": {"S": f"USER#{ADA}"}, "sk": {"S": "TASK#1"}}
    erased.stores.dynamodb.put_item(TableName=erased.stores.table_name, Item=left)
    with monkeypatch.context() as nothing_to_do:
        nothing_to_do.setattr(function.module.LakeErasure, "run", do_nothing)
        assert function.invoke() == {"batch": True}
    assert metrics(capsys.readouterr().out)["ErasuresWaiting"] == 1
    (said,) = [
        line for line in map(json.loads, function.log.getvalue().splitlines()) if line["level"] == "ERROR"
    ]
    assert said["message"].startswith("The table still has items of")
