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
    UserNotFoundError,
    WriteConflictError,
)
from tasklake.idempotency import IdempotencyKey
from tasklake.models import Revision, Task, User
from tasklake.repository import TaskQuery, TaskRepository, UserRepository
from tasklake.repository.dynamodb_transactions import write_transaction
from tests.integration.shared.repository.other_writers import Answer, Meanwhile, cancelled, error
from tests.integration.shared.repository.standing_clock import StandingClock

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

pytestmark = pytest.mark.parametrize("implementation", ["dynamodb"], indirect=True)

CONFLICT = cancelled("TransactionConflict", "None")
KEY = IdempotencyKey("key", "fingerprint")


@pytest.fixture(autouse=True)
def ada(add_user: Callable[..., User]) -> User:
    return add_user("ada")


@pytest.fixture
def item(table_name: str) -> "TransactWriteItemTypeDef":
    return {"Put": {"TableName": table_name, "Item": {"pk": {"S": "a"}, "sk": {"S": "b"}}}}


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


def test_a_task_is_added_once_the_conflict_is_over(
    tasks: TaskRepository, new_task: Callable[..., Task], answer: Answer, calls: list[str]
) -> None:
    answer("TransactWriteItems", [CONFLICT, CONFLICT])
    calls.clear()

    tasks.add(task := new_task())

    assert calls == ["TransactWriteItems"] * 3
    assert tasks.get("ada", task.id) == task


def test_a_conflict_that_stays_leaves_no_task(
    tasks: TaskRepository, new_task: Callable[..., Task], answer: Answer
) -> None:
    answer("TransactWriteItems", [CONFLICT] * 5)

    with pytest.raises(WriteConflictError, match="try again"):
        tasks.add(new_task())

    assert tasks.list_for_user("ada", TaskQuery(), limit=25).items == ()


def test_before_a_keyed_task_is_tried_again_its_record_is_looked_for(
    tasks: TaskRepository, new_task: Callable[..., Task], answer: Answer, calls: list[str]
) -> None:
    answer("TransactWriteItems", [CONFLICT, CONFLICT])
    calls.clear()

    task = tasks.add(new_task(), key=KEY)

    assert calls == ["TransactWriteItems", "GetItem", "TransactWriteItems", "GetItem", "TransactWriteItems"]
    assert tasks.get("ada", task.id) == task


def test_the_conflict_may_have_been_with_the_same_request(
    tasks: TaskRepository,
    new_task: Callable[..., Task],
    answer: Answer,
    meanwhile: Meanwhile,
    calls: list[str],
) -> None:
    first = new_task(request_id="first")
    answer("TransactWriteItems", [CONFLICT])
    meanwhile("GetItem", lambda: tasks.add(first, key=KEY))
    calls.clear()

    assert tasks.add(new_task(request_id="second"), key=KEY) == first
    assert calls == ["TransactWriteItems", "GetItem", "TransactWriteItems"]
    assert tasks.list_for_user("ada", TaskQuery(), limit=25).items == (first,)


def test_the_conflict_may_have_been_with_another_request_of_the_same_key(
    tasks: TaskRepository, new_task: Callable[..., Task], answer: Answer, meanwhile: Meanwhile
) -> None:
    first = new_task(title="Another")
    answer("TransactWriteItems", [CONFLICT])
    meanwhile("GetItem", lambda: tasks.add(first, key=IdempotencyKey("key", "another")))

    with pytest.raises(IdempotencyKeyReusedError):
        tasks.add(new_task(), key=KEY)

    assert tasks.list_for_user("ada", TaskQuery(), limit=25).items == (first,)


def test_an_expired_record_is_no_winner_of_a_conflict(
    tasks: TaskRepository, new_task: Callable[..., Task], answer: Answer, clock: StandingClock
) -> None:
    tasks.add(new_task(), key=KEY)
    clock.tick(timedelta(hours=24))
    answer("TransactWriteItems", [CONFLICT])
    task = new_task()

    assert tasks.add(task, key=KEY) == task


def test_a_conflict_that_stays_leaves_no_profile_and_no_claim(
    users: UserRepository, add_user: Callable[..., User], answer: Answer
) -> None:
    answer("TransactWriteItems", [CONFLICT] * 5)

    with pytest.raises(WriteConflictError):
        add_user("bob")

    with pytest.raises(UserNotFoundError):
        users.get("bob")
    assert users.find_by_email("bob@example.org") is None


def test_a_conflict_that_stays_moves_no_address(users: UserRepository, ada: User, answer: Answer) -> None:
    answer("TransactWriteItems", [CONFLICT] * 5)

    with pytest.raises(WriteConflictError):
        users.update("ada", {"email": "new@example.org"}, request_id="x")

    assert users.find_by_email("ada@example.org") == ada
    assert users.find_by_email("new@example.org") is None


def test_a_condition_that_fails_beside_a_conflict_is_not_believed(
    add_user: Callable[..., User], answer: Answer, calls: list[str]
) -> None:
    """Of a profile that is being added twice, the first claim may be there before the first profile."""
    answer("TransactWriteItems", [cancelled("TransactionConflict", "None", "ConditionalCheckFailed")])
    calls.clear()

    with pytest.raises(UserExistsError):
        add_user("ada")

    assert calls == ["TransactWriteItems"] * 2


def test_a_condition_that_fails_alone_is_final(
    add_user: Callable[..., User], answer: Answer, calls: list[str]
) -> None:
    answer("TransactWriteItems", [cancelled("None", "None", "ConditionalCheckFailed")])
    calls.clear()

    with pytest.raises(EmailTakenError):
        add_user("bob")

    assert calls == ["TransactWriteItems"]


def test_a_profile_in_somebody_elses_transaction_is_tried_again(
    users: UserRepository, answer: Answer, calls: list[str]
) -> None:
    """A task being added checks the profile in a transaction, which refuses plain writes to it meanwhile."""
    answer("UpdateItem", [error("TransactionConflictException")] * 2)
    calls.clear()

    updated = users.update("ada", {"name": "Countess"}, request_id="x")

    assert calls == ["UpdateItem"] * 3
    assert (updated.name, updated.version) == ("Countess", 2)


def test_a_task_in_a_batch_is_tried_again(
    tasks: TaskRepository, add_task: Callable[..., Task], answer: Answer, calls: list[str]
) -> None:
    task = add_task()
    answer("UpdateItem", [error("TransactionConflictException")] * 2)
    calls.clear()

    assert tasks.update("ada", task.id, {"title": "Changed"}, request_id="x").version == 2
    assert calls == ["UpdateItem"] * 3

    answer("UpdateItem", [error("TransactionConflictException")] * 5)
    with pytest.raises(WriteConflictError):
        tasks.remove("ada", task.id, request_id="x")


def test_a_profile_that_stays_in_transactions_is_a_conflict(
    users: UserRepository, ada: User, answer: Answer
) -> None:
    answer("UpdateItem", [error("TransactionConflictException")] * 5)

    with pytest.raises(WriteConflictError):
        users.update("ada", {"name": "Countess"}, request_id="x")

    assert users.get("ada") == ada


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
    *,
    tasks: TaskRepository,
    new_task: Callable[..., Task],
    answer: Answer,
    calls: list[str],
    operation: str,
    response: dict[str, Any],
) -> None:
    operations: dict[str, Callable[[], object]] = {
        "TransactWriteItems": lambda: tasks.add(new_task()),
        "GetItem": lambda: tasks.get("ada", "x"),
        "UpdateItem": lambda: tasks.update("ada", "x", {}, request_id="x", expected=Revision(0, 1)),
        "Query": lambda: tasks.list_for_user("ada", TaskQuery(), limit=25),
    }
    answer(operation, [response])
    calls.clear()

    with pytest.raises(ClientError) as caught:
        operations[operation]()

    assert caught.value.response == response
    assert calls == [operation]
