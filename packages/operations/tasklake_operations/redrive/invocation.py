"""Functions, invoked as an event source mapping does it."""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from tasklake_operations.errors import OperationError
from tasklake_operations.redrive.stream_records import StreamRecord

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient

LARGEST_EVENT_BYTES: Final = 6_000_000
"""Lambda takes 6 MB of a synchronous invocation; less than that by every count of a megabyte."""


class InvocationFailedError(OperationError):
    """The function did not take the event."""


def invoke(client: "LambdaClient", name: str, event: bytes) -> None:
    """Run a function and wait for its end.

    Raises:
        InvocationFailedError: It failed, or reported that it had not taken everything.
    """
    answer = client.invoke(FunctionName=name, Payload=event)
    response = answer["Payload"].read()
    if "FunctionError" in answer:
        raise InvocationFailedError(f"{name} failed: {error_in(response)}")
    match json.loads(response or b"null"):
        case {"batchItemFailures": [_, *_] as failures}:
            raise InvocationFailedError(f"{name} did not take {len(failures)} of the records.")
        case _:
            pass


def error_in(response: bytes) -> str:
    """Return what a function that raised an exception says of it."""
    match json.loads(response or b"null"):
        case {"errorType": str(kind), "errorMessage": str(message)}:
            return f"{kind}: {message}"
        case other:
            return json.dumps(other)


def events(records: Sequence[StreamRecord], largest: int = LARGEST_EVENT_BYTES) -> Iterator[bytes]:
    """Yield the events that hold records in their order, none larger than Lambda takes unless one record is."""
    batch: list[bytes] = []
    size = len(event_of(batch))
    for record in records:
        body = json.dumps(record.body, separators=(",", ":")).encode()
        if batch and size + len(body) > largest:
            yield event_of(batch)
            batch, size = [], len(event_of([]))
        batch.append(body)
        size += len(body) + 1  # the comma
    if batch:
        yield event_of(batch)


def event_of(bodies: Sequence[bytes]) -> bytes:
    return b'{"Records":[' + b",".join(bodies) + b"]}"
