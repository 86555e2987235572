"""The records that Lambda delivers from a table's stream (DynamoDB API Reference, "Record" and "StreamRecord").

Nothing in them is taken for granted: what a reader returns has the type it says, or the record is malformed.
"""

from collections.abc import Mapping, Sequence
from typing import TypedDict, TypeGuard

from tasklake.models import LAST_MILLISECOND

type JsonObject = Mapping[str, object]
type Record = JsonObject
type StreamRecord = JsonObject
type Image = Mapping[str, JsonObject]


class StreamEvent(TypedDict):
    Records: Sequence[Record]


class MalformedRecordError(Exception):
    """A record that cannot be understood; the message says why and quotes no value of the record."""


def is_object(value: object) -> TypeGuard[JsonObject]:
    return isinstance(value, dict)


def is_image(value: object) -> TypeGuard[Image]:
    """Tell an object; that its attributes are objects too is left to who reads them."""
    return isinstance(value, dict)


def stream_record(record: Record) -> StreamRecord:
    """Return the part of a record that describes the change.

    Raises:
        MalformedRecordError: There is none.
    """
    change = record.get("dynamodb") if is_object(record) else None
    if not is_object(change):
        raise MalformedRecordError("dynamodb is missing or not an object")
    return change


def event_id(record: Record) -> str:
    """Return the id of the event, which no other record of any stream has.

    Raises:
        MalformedRecordError: It is missing or holds more than letters, digits and hyphens.
    """
    value = record.get("eventID") if is_object(record) else None
    if not (isinstance(value, str) and value.isascii() and value.replace("-", "").isalnum()):
        raise MalformedRecordError("eventID is missing or not an id")
    return value


def table_name(record: Record) -> str | None:
    """Return the name of the table that the record is of, where it says so."""
    match record.get("eventSourceARN"):
        case str(arn) if arn.count("/") >= 3:  # noqa: PLR2004 - arn:...:table/<name>/stream/<label>
            return arn.split("/")[1]
        case _:
            return None


def image(change: StreamRecord, name: str) -> Image:
    """Return `Keys`, `NewImage` or `OldImage`.

    Raises:
        MalformedRecordError: It is missing or not an object.
    """
    attributes = change.get(name)
    if not is_image(attributes):
        raise MalformedRecordError(f"{name} is missing or not an object")
    return attributes


def sequence_number(change: StreamRecord) -> str:
    """Return the sequence number, which is made of digits.

    Raises:
        MalformedRecordError: It is missing or something else.
    """
    number = change.get("SequenceNumber")
    if not (isinstance(number, str) and number.isascii() and number.isdigit()):
        raise MalformedRecordError("SequenceNumber is missing or not a number")
    return number


def creation_milliseconds(change: StreamRecord) -> int:
    """Return the approximate creation time in epoch milliseconds; AWS knows it to the second.

    Raises:
        MalformedRecordError: It is missing or not a time.
    """
    seconds = change.get("ApproximateCreationDateTime")
    if not (isinstance(seconds, (int, float)) and 0 <= seconds <= LAST_MILLISECOND // 1000):
        raise MalformedRecordError("ApproximateCreationDateTime is missing or not a time")
    return round(seconds * 1000)
