"""What lies in the failure buckets, whole or not."""

import json

import pytest

from tasklake.items import email_claim_item, item_from_task
from tasklake_operations.redrive.contents import RefusedError, failed_batch, quarantined_records
from tests.unit.stream_etl.table_changes import TASK, change

RECORD = change(None, item_from_task(TASK))
DEEP = b'{"reason":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"


def batch(**changes: object) -> bytes:
    """Return what Lambda writes of a given-up batch; a change to None leaves a part out."""
    document = {
        "requestContext": {
            "requestId": "316aa6d0",
            "functionArn": "arn:aws:lambda:us-east-1:000000000000:function:etl",
            "condition": "RetryAttemptsExhausted",
            "approximateInvokeCount": 3,
        },
        "version": "1.0",
        "DDBStreamBatchInfo": {"shardId": "shardId-1", "batchSize": 1},
        "payload": json.dumps({"Records": [RECORD]}),
    } | changes
    return json.dumps({name: part for name, part in document.items() if part is not None}).encode()


def line(reason: object = "entity is unknown", record: object = RECORD) -> bytes:
    return json.dumps({"reason": reason, "record": record}).encode() + b"\n"


def test_a_given_up_batch_holds_its_records_and_why() -> None:
    (failed,) = failed_batch(batch(), "etl")
    assert (failed.record.body, failed.reason) == (RECORD, "RetryAttemptsExhausted")
    assert failed.record.created_at.timestamp() == RECORD["dynamodb"]["ApproximateCreationDateTime"]
    assert failed.record.user_id == TASK.user_id


def test_quarantined_records_hold_why_each_is_there() -> None:
    claim = change(None, email_claim_item("ada@example.com", "user-1"))
    first, second = quarantined_records(line() + line("Keys hold an empty id", claim))
    assert (first.record.body, first.reason) == (RECORD, "entity is unknown")
    assert (second.record.user_id, second.reason) == (None, "Keys hold an empty id")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "half written"),
        (b"\xff\xfe", "no JSON"),
        (batch()[:-20], "half written"),
        (DEEP, "no JSON"),
        (b"[]", "no batch"),
        (b'{"requestContext": {}}', "no batch"),
        (batch(DDBStreamBatchInfo=None), "no batch"),
        (batch(payload=None), "no payload"),
        (batch(payload={"Records": [RECORD]}), "no payload"),
        (batch(payload="{"), "half written"),
        (batch(payload='{"Records": []}'), "no event of a stream"),
        (
            batch(payload='{"Records": [{"messageId": "1", "body": "hello"}]}'),
            "no record of a DynamoDB stream",
        ),
        (
            batch(
                requestContext={
                    "functionArn": "arn:aws:lambda:us-east-1:000000000000:function:another",
                    "condition": "RecordAgeExceeded",
                }
            ),
            "for arn:aws:lambda:us-east-1:000000000000:function:another, not for etl",
        ),
    ],
)
def test_what_is_no_whole_batch_of_the_mapping_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        failed_batch(body, "etl")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "half written"),
        (line()[:-1], "half written"),
        (line() + b"{\n", "half written"),
        (b"\n", "no JSON"),
        (line(reason=1), "no reason or no record"),
        (b'{"reason": "x"}\n', "no reason or no record"),
        (line(record="x"), "no record of a DynamoDB stream"),
        (line(record={**RECORD, "dynamodb": {}}), "no record of a DynamoDB stream"),
        (
            line(record={**RECORD, "dynamodb": {"ApproximateCreationDateTime": float("nan"), "Keys": {}}}),
            "no record of a DynamoDB stream",
        ),
        (DEEP, "no JSON"),
    ],
)
def test_what_is_no_whole_quarantine_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        quarantined_records(body)
