"""What the command prints, and how it ends."""

import io
import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import pytest

from tasklake.items import item_from_task
from tasklake_operations.cli import lake_redrive
from tasklake_operations.redrive.invocation import InvocationFailedError
from tasklake_operations.stack import StackOutputs
from tests.integration.operations.command import Ended, run
from tests.integration.operations.redrive.failure_buckets import REASON, STACK, FailureBuckets
from tests.unit.stream_etl.table_changes import TASK, Record, change


@dataclass(frozen=True)
class Clients:
    """Those of the test's account, its functions in this process."""

    buckets: FailureBuckets

    def client(self, service_name: str) -> object:
        return {"s3": self.buckets.s3, "dynamodb": self.buckets.dynamodb, "lambda": self}[service_name]

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, object]:  # noqa: N803  # Lambda's own names
        try:
            self.buckets.functions.invoke(FunctionName, Payload)
        except InvocationFailedError:
            error = {"errorType": "ClientError", "errorMessage": "NoSuchBucket"}
            return {"FunctionError": "Unhandled", "Payload": io.BytesIO(json.dumps(error).encode())}
        return {"Payload": io.BytesIO(b'{"batchItemFailures": []}')}


@pytest.fixture
def redrive(buckets: FailureBuckets, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """Return the command, over the failure buckets of this test."""

    @contextmanager
    def stack_access(stack: str) -> Generator[tuple[StackOutputs, Clients]]:
        assert stack == "dev"
        yield STACK, Clients(buckets)

    monkeypatch.setattr(lake_redrive, "stack_access", stack_access)
    return partial(run, lake_redrive, "--stack", "dev", "--format", "json")


def record(user_id: str = TASK.user_id) -> Record:
    item = item_from_task(TASK) | {"pk": {"S": f"USER#{user_id}"}}
    return change(None, item, created_at=datetime.now(UTC).timestamp() - 7200)


def test_nothing_that_failed_is_nothing_to_do(redrive: Callable[..., Ended]) -> None:
    assert redrive() == Ended(0, "", "")
    assert redrive("--apply").exit_code == 0


def test_what_would_be_delivered_is_listed(redrive: Callable[..., Ended], buckets: FailureBuckets) -> None:
    key = buckets.quarantine([record(), record()])
    listed = redrive()
    assert listed.rows == [
        {
            "object": f"s3://failures/{key}",
            "records": 2,
            "age_hours": 2.0,
            "reasons": f"{REASON} (2)",
            "left_out": 0,
            "state": "pending",
        }
    ]
    assert (listed.exit_code, listed.said) == (0, "Records to deliver: 2. `--apply` does it.\n")
    assert buckets.keys() == {key}


def test_what_is_delivered_is_counted(redrive: Callable[..., Ended], buckets: FailureBuckets) -> None:
    buckets.erase("erased")
    buckets.give_up([record(), record("erased")])
    delivered = redrive("--apply")
    assert delivered.exit_code == 0
    assert [(row["state"], row["left_out"]) for row in delivered.rows] == [("delivered", 1)]
    assert "Records delivered: 1 in" in delivered.said
    assert "rows per second" in delivered.said
    assert "Changes of erased users left out: 1." in delivered.said
    assert redrive().rows == []


def test_what_stays_is_named_with_its_reason(redrive: Callable[..., Ended], buckets: FailureBuckets) -> None:
    buckets.s3.put_object(Bucket=STACK.failure_bucket, Key="aws/lambda/notes.txt", Body=b"hello")
    listed = redrive()
    assert (listed.exit_code, [row["state"] for row in listed.rows]) == (1, ["refused"])
    assert "Objects that stay: 1 of 1.\n  s3://failures/aws/lambda/notes.txt: It is no JSON" in listed.said


def test_a_function_that_fails_is_quoted(redrive: Callable[..., Ended], buckets: FailureBuckets) -> None:
    buckets.give_up([record()])
    buckets.functions.broken = {"etl"}
    failed = redrive("--apply")
    assert (failed.exit_code, [row["state"] for row in failed.rows]) == (1, ["failed"])
    assert "etl failed: ClientError: NoSuchBucket" in failed.said
