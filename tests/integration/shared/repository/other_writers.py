"""Other writers at the same items; moto has none, so they are played here."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

type ErrorResponse = dict[str, object]
type Answer = Callable[[str, Sequence[ErrorResponse]], None]
type Meanwhile = Callable[[str, Callable[[], object]], None]


def error(code: str, **members: object) -> ErrorResponse:
    return {"Error": {"Code": code, "Message": ""}, **members}


def cancelled(*codes: str) -> ErrorResponse:
    return error("TransactionCanceledException", CancellationReasons=[{"Code": code} for code in codes])


@contextmanager
def scripted_answers(client: "DynamoDBClient") -> Generator[Answer]:
    """Let DynamoDB answer the next requests of an operation with these errors."""
    # Any: the stubs know no handler that answers in place of the service.
    registered: list[tuple[str, Callable[..., Any]]] = []

    def queue(operation: str, errors: Sequence[ErrorResponse]) -> None:
        pending = list(errors)

        def reply(**_: object) -> tuple[AWSResponse, ErrorResponse] | None:
            return (AWSResponse("", 400, HTTPHeaders(), None), pending.pop(0)) if pending else None

        registered.append((f"before-call.dynamodb.{operation}", reply))
        client.meta.events.register(*registered[-1])

    yield queue
    for event, handler in registered:
        client.meta.events.unregister(event, handler)


def interrupter(client: "DynamoDBClient") -> Meanwhile:
    """Let another writer act right before the next request of an operation reaches DynamoDB."""

    def register(operation: str, act: Callable[[], object]) -> None:
        event = f"before-call.dynamodb.{operation}"

        def interrupt(**_: object) -> None:
            client.meta.events.unregister(event, interrupt)
            act()

        client.meta.events.register(event, interrupt)

    return register
