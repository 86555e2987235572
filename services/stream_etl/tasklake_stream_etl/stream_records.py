"""The records that Lambda delivers from a table's stream (DynamoDB API Reference, "Record" and "StreamRecord").

Nothing in them is taken for granted: what a reader returns has the type it says, or the record is malformed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, TypedDict

from tasklake.models import LAST_MILLISECOND

type Record = Mapping[str, Any]
type StreamRecord = Mapping[str, Any]
type Image = Mapping[str, Any]


OPERATIONS: Final = {"INSERT": "insert", "MODIFY": "update", "REMOVE": "delete"}
NOTHING: Final[Image] = {}


class StreamEvent(TypedDict):
    Records: Sequence[Record]


class MalformedRecordError(Exception):
    """A record that cannot be understood; the message says why and quotes no value of the record."""


def stream_records(records: Iterable[Record]) -> list[StreamRecord]:
    """Return the part of each record that describes the change.

    Raises:
        MalformedRecordError: One has none.
    """
    return objects("dynamodb", lambda: [record["dynamodb"] for record in records])


def operations(records: Iterable[Record]) -> list[str]:
    """Return what happened.

    Raises:
        MalformedRecordError: One of the records does not say so.
    """
    try:
        return [OPERATIONS[record["eventName"]] for record in records]
    except (KeyError, TypeError):
        raise MalformedRecordError("eventName is none of INSERT, MODIFY and REMOVE") from None


def event_ids(records: Iterable[Record]) -> list[str]:
    """Return the ids of the events; no other record of any stream has one of them.

    Raises:
        MalformedRecordError: One is missing or holds more than letters, digits and hyphens.
    """
    return texts_of(records, "eventID", "an id", lambda found: found.replace(b"-", b"").isalnum())


def images(changes: Sequence[StreamRecord], done: Iterable[str]) -> tuple[list[Image], list[Image]]:
    """Return the items before and after each change; nothing where there was or is none.

    Raises:
        MalformedRecordError: `OldImage` or `NewImage` is missing or not an object.
    """
    pairs = list(zip(changes, done, strict=True))
    return (
        objects(
            "OldImage", lambda: [NOTHING if done == "insert" else each["OldImage"] for each, done in pairs]
        ),
        objects(
            "NewImage", lambda: [NOTHING if done == "delete" else each["NewImage"] for each, done in pairs]
        ),
    )


def keys_of(changes: Iterable[StreamRecord]) -> list[Image]:
    """Return the keys of the items.

    Raises:
        MalformedRecordError: Those of one are missing or not an object.
    """
    return objects("Keys", lambda: [change["Keys"] for change in changes])


def objects(name: str, find: Callable[[], list[Any]]) -> list[Mapping[str, Any]]:
    found: list[Any] = [None]
    with suppress(KeyError, TypeError):
        found = find()
    if set(map(type, found)) <= {dict}:
        return found
    raise MalformedRecordError(f"{name} is missing or not an object")


def sequence_numbers(changes: Iterable[StreamRecord]) -> list[str]:
    """Return the sequence numbers, which are made of digits.

    Raises:
        MalformedRecordError: One is missing or something else.
    """
    return texts_of(changes, "SequenceNumber", "a number", bytes.isdigit)


def texts_of(
    objects: Iterable[Mapping[str, Any]], name: str, kind: str, are_good: Callable[[bytes], bool]
) -> list[str]:
    with suppress(KeyError, TypeError, UnicodeEncodeError):
        found = [each[name] for each in objects]
        if all(found) and are_good("".join(found).encode("ascii")):
            return found
    raise MalformedRecordError(f"{name} is missing or not {kind}")


def table_name(record: Record) -> str | None:
    """Return the name of the table that the record is of, where it says so."""
    match record.get("eventSourceARN"):
        case str(arn) if arn.count("/") >= 3:  # noqa: PLR2004 - arn:...:table/<name>/stream/<label>
            return arn.split("/")[1]
        case _:
            return None


def creation_milliseconds(change: StreamRecord) -> int:
    """Return the approximate creation time in epoch milliseconds; AWS knows it to the second.

    Raises:
        MalformedRecordError: It is missing or not a time.
    """
    seconds = change.get("ApproximateCreationDateTime")
    if not (isinstance(seconds, (int, float)) and 0 <= seconds <= LAST_MILLISECOND // 1000):
        raise MalformedRecordError("ApproximateCreationDateTime is missing or not a time")
    return round(seconds * 1000)
