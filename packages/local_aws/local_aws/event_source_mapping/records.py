"""Stream records as a function receives them."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types_boto3_dynamodbstreams.type_defs import RecordTypeDef

type Json = bool | float | str | list[Json] | dict[str, Json] | None


@dataclass(frozen=True, slots=True)
class StreamRecord:
    """One change of the table.

    Attributes:
        sequence_number: Its place in the shard.
        created_at: Seconds since the epoch.
        body: The record as it stands in a function's event, JSON in UTF-8, encoded once for all payloads.
    """

    sequence_number: str
    created_at: float
    body: bytes

    @classmethod
    def from_api(cls, record: "RecordTypeDef", stream_arn: str) -> Self:
        """Turn a record of GetRecords into the function's ("Using AWS Lambda with Amazon DynamoDB").

        Binary values become base64 and the creation time a number. The identity behind a TTL deletion has
        its names in camel case there.
        """
        change = record.get("dynamodb", {})
        sequence_number, created_at = change.get("SequenceNumber"), change.get("ApproximateCreationDateTime")
        if sequence_number is None or created_at is None:
            raise ValueError(f"Not a record of a DynamoDB stream: {record}")
        event: dict[str, object] = {**record, "eventSourceARN": stream_arn}
        if identity := record.get("userIdentity"):
            event["userIdentity"] = {
                "type": identity.get("Type"),
                "principalId": identity.get("PrincipalId"),
            }
        body = json.dumps(event, ensure_ascii=False, separators=(",", ":"), default=_json)
        return cls(sequence_number, created_at.timestamp(), body.encode())


def invocation_payload(records: Iterable[StreamRecord]) -> bytes:
    """Return the event for a function."""
    return b'{"Records":[' + b",".join(record.body for record in records) + b"]}"


def _json(value: object) -> Json:
    match value:
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case datetime():
            seconds = value.timestamp()
            return int(seconds) if seconds.is_integer() else seconds
        case _:
            raise TypeError(f"A stream record holds no {type(value).__name__}: {value!r}")
