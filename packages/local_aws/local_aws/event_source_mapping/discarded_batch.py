"""A batch the mapping gives up, and the invocation record that tells of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from uuid import uuid4

from local_aws.event_source_mapping.configuration import MappingConfiguration
from local_aws.event_source_mapping.invocation import Invocation
from local_aws.event_source_mapping.records import Json, StreamRecord

type DiscardCondition = Literal["RetryAttemptsExhausted", "RecordAgeExceeded"]


@dataclass(frozen=True, slots=True)
class DiscardedBatch:
    """Records that reach the function no more.

    Attributes:
        last_invocation: None when the records were never sent.
        invoke_count: How often at least one of them was sent.
        discarded_at: Seconds since the epoch.
    """

    mapping: MappingConfiguration
    shard_id: str
    records: Sequence[StreamRecord]
    condition: DiscardCondition
    last_invocation: Invocation | None
    invoke_count: int
    discarded_at: float

    def invocation_record(self) -> dict[str, Json]:
        """Return the record in the shape of "Retain discarded records for a DynamoDB event source in Lambda".

        The function is what answers, so a batch that was never sent has no `responseContext`.
        """
        last = self.last_invocation
        first_record, last_record = self.records[0], self.records[-1]
        response_context: dict[str, Json] = (
            {}
            if last is None
            else {
                "responseContext": {
                    "statusCode": last.status_code,
                    "executedVersion": last.executed_version,
                    "functionError": last.function_error,
                }
            }
        )
        return {
            "requestContext": {
                "requestId": last.request_id if last else str(uuid4()),
                "functionArn": self.mapping.function_arn,
                "condition": self.condition,
                "approximateInvokeCount": self.invoke_count,
            },
            **response_context,
            "version": "1.0",
            "timestamp": _utc(self.discarded_at, "milliseconds"),
            "DDBStreamBatchInfo": {
                "shardId": self.shard_id,
                "startSequenceNumber": first_record.sequence_number,
                "endSequenceNumber": last_record.sequence_number,
                "approximateArrivalOfFirstRecord": _utc(first_record.created_at, "seconds"),
                "approximateArrivalOfLastRecord": _utc(last_record.created_at, "seconds"),
                "batchSize": len(self.records),
                "streamArn": self.mapping.stream_arn,
            },
        }


def _utc(seconds: float, precision: Literal["seconds", "milliseconds"]) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec=precision).replace("+00:00", "Z")
