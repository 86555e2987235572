"""Many threads at one table as DynamoDB has them: each request atomic, writes that meet a transaction refused.

moto takes requests of several threads as they come, half-done writes and all, and lets no transaction be in the way.
"""

import json
from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Lock, RLock
from typing import TYPE_CHECKING, Any, Final

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.model import OperationModel
from moto.core.botocore_stubber import BotocoreStubber

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

type ItemKey = tuple[str, str, str]

OPERATION: Final = "before-call.dynamodb"
ANSWER: Final = "after-call.dynamodb"


@contextmanager
def one_request_at_a_time() -> Generator[None]:
    """Let the requests of all threads follow each other in moto, whatever client makes them."""
    turn, process = RLock(), BotocoreStubber.process_request

    def process_in_turn(stubber: BotocoreStubber, request: AWSPreparedRequest) -> object:
        with turn:
            return process(stubber, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BotocoreStubber, process.__name__, process_in_turn)
        yield


class Arbiter:
    """Lets one request at a time through to the service, and refuses a write to the items of a transaction under way.

    Attributes:
        conflicts: How many writes were refused for it.
    """

    def __init__(self) -> None:
        self.conflicts = 0
        self._mutex = Lock()
        self._service = Lock()
        self._in_transactions: set[ItemKey] = set()

    def admit(
        self, model: OperationModel, params: Mapping[str, Any], context: dict[str, Any], **_: object
    ) -> tuple[AWSResponse, dict[str, Any]] | None:
        """Take a request's turn; fits botocore's before-call event, whose answer stands for the service's."""
        written = items_written(model.name, json.loads(params["body"]))
        is_transaction = model.name == "TransactWriteItems"
        with self._mutex:
            meeting = [key in self._in_transactions for key in written]
            if any(meeting):
                self.conflicts += 1
                return AWSResponse("", 400, HTTPHeaders(), None), (
                    cancelled(meeting) if is_transaction else error("TransactionConflictException")
                )
            context["in_transaction"] = set(written) if is_transaction else set()
            self._in_transactions |= context["in_transaction"]
        self._service.acquire()
        return None

    def release(self, context: dict[str, Any], **_: object) -> None:
        """End a request's turn; fits botocore's after-call event."""
        if "in_transaction" not in context:
            return
        self._service.release()
        with self._mutex:
            self._in_transactions -= context["in_transaction"]


def items_written(operation: str, body: Mapping[str, Any]) -> list[ItemKey]:
    """Return the items that a request writes or, in a transaction, checks."""
    match operation:
        case "TransactWriteItems":
            writes = [write for item in body["TransactItems"] for write in item.values()]
        case "PutItem" | "UpdateItem" | "DeleteItem":
            writes = [body]
        case _:
            writes = []
    keys = [(write["TableName"], write.get("Key") or write["Item"]) for write in writes]
    return [(table, key["pk"]["S"], key["sk"]["S"]) for table, key in keys]


def cancelled(meeting: Iterable[bool]) -> dict[str, Any]:
    reasons = [{"Code": "TransactionConflict" if is_meeting else "None"} for is_meeting in meeting]
    return error("TransactionCanceledException") | {"CancellationReasons": reasons}


def error(code: str) -> dict[str, Any]:
    return {"Error": {"Code": code, "Message": code}}


@contextmanager
def concurrent_requests(client: "DynamoDBClient") -> Generator[Arbiter]:
    """Let many threads use a client at once."""
    arbiter = Arbiter()
    # Any: the stubs know no handler that answers in place of the service.
    admit: Any = arbiter.admit
    client.meta.events.register(OPERATION, admit)
    client.meta.events.register(ANSWER, arbiter.release)
    try:
        yield arbiter
    finally:
        client.meta.events.unregister(OPERATION, admit)
        client.meta.events.unregister(ANSWER, arbiter.release)


def at_once[Result](count: int, act: Callable[[int], Result]) -> list[Result]:
    """Return what as many threads get that all start at the same moment; each is given its number."""
    barrier = Barrier(count, timeout=30)

    def run(number: int) -> Result:
        barrier.wait()
        return act(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
