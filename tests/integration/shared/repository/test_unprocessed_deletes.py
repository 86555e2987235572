"""What a throttled partition does to a batch of deletes; moto throttles nothing, so it is played here."""

import json
from collections.abc import Iterator
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from tasklake.attributes import strings
from tasklake.errors import WriteConflictError
from tasklake.repository.dynamodb_batches import delete_batch
from tests.integration.shared.repository.store import Store

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

pytestmark = [
    pytest.mark.parametrize("implementation", ["dynamodb"], indirect=True),
    pytest.mark.usefixtures("ada"),
]

OPERATION = "before-call.dynamodb.BatchWriteItem"
TASK_KEYS = [strings({"pk": "USER#ada", "sk": f"TASK#{number}"}) for number in range(25)]


@pytest.fixture
def hand_back(dynamodb: "DynamoDBClient") -> Iterator[list[int]]:
    """How many requests of each of the next batches come back unprocessed; the others are deleted elsewhere."""
    counts: list[int] = []

    def reply(params: dict[str, Any], **_: object) -> tuple[AWSResponse, dict[str, Any]] | None:
        if not counts:
            return None
        ((table_name, requests),) = json.loads(params["body"])["RequestItems"].items()
        left = requests[len(requests) - counts.pop(0) :]
        return AWSResponse("", 200, HTTPHeaders(), None), {
            "UnprocessedItems": {table_name: left} if left else {}
        }

    # Any: the stubs know no handler that answers in place of the service.
    handler: Any = reply
    dynamodb.meta.events.register(OPERATION, handler)
    yield counts
    dynamodb.meta.events.unregister(OPERATION, handler)


def test_what_comes_back_is_deleted_with_the_next_try(
    *, dynamodb: "DynamoDBClient", table_name: str, hand_back: list[int], calls: list[str]
) -> None:
    hand_back += [25, 7]
    calls.clear()
    pauses: list[float] = []

    assert delete_batch(dynamodb, table_name, TASK_KEYS, sleep=pauses.append) == 25

    assert calls == ["BatchWriteItem"] * 3
    assert len(pauses) == 2
    assert 0 <= pauses[0] <= 0.1
    assert 0 <= pauses[1] <= 0.2


def test_two_batches_are_deleted_at_once(store: Store, dynamodb: "DynamoDBClient") -> None:
    for _ in range(26):
        store.add_task()
    store.users.begin_erasure("ada", request_id="x")
    both = Barrier(2, timeout=10)

    def meet(**_: object) -> None:
        both.wait()

    dynamodb.meta.events.register(OPERATION, meet)
    assert store.erasure.remove_possessions("ada") == 26
    dynamodb.meta.events.unregister(OPERATION, meet)


def test_what_keeps_coming_back_is_left_for_later(
    dynamodb: "DynamoDBClient", table_name: str, hand_back: list[int]
) -> None:
    hand_back += [20, 4, 4, 4, 4]

    assert delete_batch(dynamodb, table_name, TASK_KEYS, sleep=lambda _: None) == 21


def test_an_erasure_that_gets_nowhere_says_so(
    store: Store, hand_back: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasklake.repository.dynamodb_batches.FIRST_DELAY_SECONDS", 0)
    store.add_task()
    store.users.begin_erasure("ada", request_id="x")
    hand_back += [1] * 5

    with pytest.raises(WriteConflictError):
        store.erasure.remove_possessions("ada")

    assert store.erasure.remove_possessions("ada") == 1
