"""What the objects of the failure buckets hold."""

import json
from dataclasses import dataclass
from typing import Final

from tasklake_operations.errors import OperationError
from tasklake_operations.redrive.stream_records import Json, NotAStreamRecordError, StreamRecord

LOOK_AT_IT: Final = "Look at it, and delete it or move it to another folder."
READ_THE_TABLE: Final = (
    "What it held is lost; `tasklake lake verify` names what the lake lacks. Then delete it."
)
TOO_OLD: Final = (
    "It has changes older than what the lake keeps of deleted items, and could bring one back. "
    "`tasklake lake verify` names what the lake lacks. Then delete it."
)


class RefusedError(OperationError):
    """An object is not delivered; the message says why, and the way out."""


@dataclass(frozen=True, slots=True)
class FailedRecord:
    """A record, and why it has not come through."""

    record: StreamRecord
    reason: str


def failed_batch(body: bytes, function_name: str) -> list[FailedRecord]:
    """Return what an event source mapping gave up ("Retain discarded records for a DynamoDB event source in Lambda").

    Args:
        body: The object.
        function_name: The function that it was for.

    Raises:
        RefusedError: It is not a whole batch of that function's mapping.
    """
    match document := json_of(body):
        case {
            "requestContext": {"functionArn": str(arn), "condition": str(condition)},
            "DDBStreamBatchInfo": dict(),
        }:
            pass
        case _:
            raise RefusedError(f"It is no batch that a mapping gave up. {LOOK_AT_IT}")
    if arn.split(":")[6:7] != [function_name]:
        raise RefusedError(f"It is a batch for {arn}, not for {function_name}. {LOOK_AT_IT}")
    payload = document.get("payload")
    if not isinstance(payload, str):
        raise RefusedError(f"It has no payload. {READ_THE_TABLE}")
    match json_of(payload):
        case {"Records": list(values)} if values:
            return [failed_record(value, condition) for value in values]
        case _:
            raise RefusedError(f"Its payload is no event of a stream. {LOOK_AT_IT}")


def quarantined_records(body: bytes) -> list[FailedRecord]:
    """Return what the ETL could not understand: a line of `{"reason": ..., "record": ...}` for each record.

    Raises:
        RefusedError: It is something else, or not whole.
    """
    if not body.endswith(b"\n"):
        raise RefusedError(f"Its last line has no end: it is half written. {READ_THE_TABLE}")
    return [quarantined_record(json_of(line)) for line in body.splitlines()]


def quarantined_record(line: Json) -> FailedRecord:
    match line:
        case {"reason": str(reason), "record": record}:
            return failed_record(record, reason)
        case _:
            raise RefusedError(f"A line has no reason or no record. {LOOK_AT_IT}")


def json_of(text: bytes | str) -> Json:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise RefusedError(f"It is no JSON, or half written. {READ_THE_TABLE}") from None


def failed_record(value: Json, reason: str) -> FailedRecord:
    try:
        return FailedRecord(StreamRecord.of(value), reason)
    except NotAStreamRecordError:
        raise RefusedError(f"It holds what is no record of a DynamoDB stream. {LOOK_AT_IT}") from None
