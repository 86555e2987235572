from uuid import UUID

from local_aws.event_source_mapping.discarded_batch import DiscardedBatch
from local_aws.event_source_mapping.invocation import Invocation
from tests.unit.local_aws.event_source_mapping.fakes import (
    FUNCTION_ARN,
    NOW,
    SHARD_ID,
    STREAM_ARN,
    configuration,
    record,
)

FAILED = Invocation("316aa6d0", 200, "$LATEST", "Unhandled", b"{}")


def batch(last_invocation: Invocation | None) -> DiscardedBatch:
    return DiscardedBatch(
        mapping=configuration(),
        shard_id=SHARD_ID,
        records=[record(800, age=30), record(801, age=1.5)],
        condition="RetryAttemptsExhausted",
        last_invocation=last_invocation,
        invoke_count=4,
        discarded_at=NOW + 0.717,
    )


def test_an_invocation_record_tells_what_failed_and_where_it_is() -> None:
    assert batch(FAILED).invocation_record() == {
        "requestContext": {
            "requestId": "316aa6d0",
            "functionArn": FUNCTION_ARN,
            "condition": "RetryAttemptsExhausted",
            "approximateInvokeCount": 4,
        },
        "responseContext": {
            "statusCode": 200,
            "executedVersion": "$LATEST",
            "functionError": "Unhandled",
        },
        "version": "1.0",
        "timestamp": "2026-03-01T12:00:00.717Z",
        "DDBStreamBatchInfo": {
            "shardId": SHARD_ID,
            "startSequenceNumber": "800",
            "endSequenceNumber": "801",
            "approximateArrivalOfFirstRecord": "2026-03-01T11:59:30Z",
            "approximateArrivalOfLastRecord": "2026-03-01T11:59:58Z",
            "batchSize": 2,
            "streamArn": STREAM_ARN,
        },
    }


def test_without_an_invocation_there_is_no_response_context() -> None:
    document = batch(None).invocation_record()

    assert "responseContext" not in document
    request_context = document["requestContext"]
    assert isinstance(request_context, dict)
    assert UUID(str(request_context["requestId"]))
