"""What becomes of writes that DynamoDB refuses because another transaction is at the same items."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tasklake.errors import (
    EmailTakenError,
    IdempotencyKeyReusedError,
    UserExistsError,
    WriteConflictError,
)
from tasklake.idempotency import IdempotencyKey
from tasklake.models import Revision
from tasklake.repository import TaskQuery
from tasklake.repository.dynamodb_transactions import write_transaction
from tests.integration.shared.repository.other_writers import Answer, Meanwhile, cancelled, error
from tests.integration.shared.repository.store import Store

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

pytestmark = [
    pytest.mark.parametrize("implementation", ["dynamodb"], indirect=True),
    pytest.mark.usefixtures("ada"),
]

CONFLICT = cancelled("TransactionConflict", "None")
TASK_ID = "01957c0e-9a00-7000-8000-000000000001"
KEY = IdempotencyKey("key", "fingerprint")


@pytest.fixture
def item(table_name: str) -> "TransactWriteItemTypeDef":
    return {"Put": {"TableName": table_name, "Item": {"pk": {"S": "a"}, "sk": {"S": "b"}}}}


@pytest.fixture
def stored(dynamodb: "DynamoDBClient", table_name: str) -> Callable[[], object]:
    """Read all items of the table."""
    return lambda: dynamodb.scan(TableName=table_name)["Items"]


def test_a_transaction_is_tried_five_times_with_full_jitter(
    dynamodb: "DynamoDBClient", answer: Answer, calls: list[str], item: "TransactWriteItemTypeDef"
) -> None:
    delays: list[float] = []
    answer("TransactWriteItems", [CONFLICT] * 5)
    calls.clear()

    with pytest.raises(WriteConflictError):
        write_transaction(dynamodb, [item], sleep=delays.append)

    assert calls == ["TransactWriteItems"] * 5
    assert len(delays) == 4
    for delay, longest in zip(delays, [0.025, 0.05, 0.1, 0.2], strict=True):
        assert 0 <= delay <= longest


def test_the_writers_of_one_conflict_come_back_at_different_times(
    dynamodb: "DynamoDBClient", answer: Answer, item: "TransactWriteItemTypeDef"
) -> None:
    delays: list[float] = []

    for _ in range(30):
        answer("TransactWriteItems", [CONFLICT])
        write_transaction(dynamodb, [item], sleep=delays.append)

    assert min(delays) < 0.0125 < max(delays)


WRITES: dict[str, Callable[[Store], object]] = {
    "add a task": lambda store: store.add_task(),
    "remove a task": lambda store: store.tasks.remove("ada", TASK_ID, request_id="x"),
    "add a profile": lambda store: store.add_user("bob"),
    "move an address": lambda store: store.users.update("ada", {"email": "n@example.org"}, request_id="x"),
    "change a task": lambda store: store.tasks.update("ada", TASK_ID, {"title": "New"}, request_id="x"),
    "change a name": lambda store: store.users.update("ada", {"name": "Countess"}, request_id="x"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_conflict_that_stays_leaves_everything_as_it_was(
    store: Store, stored: Callable[[], object], answer: Answer, write: Callable[[Store], object]
) -> None:
    store.add_task(id=TASK_ID)
    before = stored()
    answer("TransactWriteItems", [CONFLICT] * 5)
    answer("UpdateItem", [error("TransactionConflictException")] * 5)

    with pytest.raises(WriteConflictError, match="try again"):
        write(store)

    assert stored() == before


def test_before_a_keyed_task_is_tried_again_its_record_is_looked_for(
    store: Store, answer: Answer, calls: list[str]
) -> None:
    answer("TransactWriteItems", [CONFLICT, CONFLICT])
    calls.clear()

    task = store.tasks.add(store.new_task(), key=KEY)

    assert calls == ["TransactWriteItems", "GetItem", "TransactWriteItems", "GetItem", "TransactWriteItems"]
    assert store.tasks.get("ada", task.id) == task


def test_the_conflict_may_have_been_with_the_same_request(
    store: Store, answer: Answer, meanwhile: Meanwhile, calls: list[str]
) -> None:
    first = store.new_task(request_id="first")
    answer("TransactWriteItems", [CONFLICT])
    meanwhile("GetItem", lambda: store.tasks.add(first, key=KEY))
    calls.clear()

    assert store.tasks.add(store.new_task(request_id="second"), key=KEY) == first
    assert calls == ["TransactWriteItems", "GetItem", "TransactWriteItems"]
    assert store.tasks.list_for_user("ada", TaskQuery(), limit=25).items == (first,)


def test_the_conflict_may_have_been_with_another_request_of_the_same_key(
    store: Store, answer: Answer, meanwhile: Meanwhile
) -> None:
    first = store.new_task(title="Another")
    answer("TransactWriteItems", [CONFLICT])
    meanwhile("GetItem", lambda: store.tasks.add(first, key=IdempotencyKey("key", "another")))

    with pytest.raises(IdempotencyKeyReusedError):
        store.tasks.add(store.new_task(), key=KEY)

    assert store.tasks.list_for_user("ada", TaskQuery(), limit=25).items == (first,)


def test_an_expired_record_is_no_winner_of_a_conflict(store: Store, answer: Answer) -> None:
    store.tasks.add(store.new_task(), key=KEY)
    store.tick(timedelta(hours=24))
    answer("TransactWriteItems", [CONFLICT])
    task = store.new_task()

    assert store.tasks.add(task, key=KEY) == task


def test_a_condition_that_fails_beside_a_conflict_is_not_believed(
    store: Store, answer: Answer, calls: list[str]
) -> None:
    """Of a profile that is being added twice, the first claim may be there before the first profile."""
    answer("TransactWriteItems", [cancelled("TransactionConflict", "None", "ConditionalCheckFailed")])
    calls.clear()

    with pytest.raises(UserExistsError):
        store.add_user("ada")

    assert calls == ["TransactWriteItems"] * 2


def test_a_condition_that_fails_alone_is_final(store: Store, answer: Answer, calls: list[str]) -> None:
    answer("TransactWriteItems", [cancelled("None", "None", "ConditionalCheckFailed")])
    calls.clear()

    with pytest.raises(EmailTakenError):
        store.add_user("bob")

    assert calls == ["TransactWriteItems"]


@pytest.mark.parametrize(
    ("operation", "response"),
    [
        ("TransactWriteItems", cancelled("ThrottlingError", "None")),
        ("TransactWriteItems", cancelled("None", "ItemCollectionSizeLimitExceeded")),
        ("TransactWriteItems", error("AccessDeniedException")),
        ("GetItem", error("ResourceNotFoundException")),
        ("UpdateItem", error("ProvisionedThroughputExceededException")),
        ("Query", error("ThrottlingException")),
    ],
    ids=str,
)
def test_other_errors_pass_untouched_and_untried(
    store: Store, answer: Answer, calls: list[str], operation: str, response: dict[str, Any]
) -> None:
    operations: dict[str, Callable[[], object]] = {
        "TransactWriteItems": lambda: store.tasks.add(store.new_task()),
        "GetItem": lambda: store.tasks.get("ada", "x"),
        "UpdateItem": lambda: store.tasks.update("ada", "x", {}, request_id="x", expected=Revision(0, 1)),
        "Query": lambda: store.tasks.list_for_user("ada", TaskQuery(), limit=25),
    }
    answer(operation, [response])
    calls.clear()

    with pytest.raises(ClientError) as caught:
        operations[operation]()

    assert caught.value.response == response
    assert calls == [operation]
