"""What happens when other writers are at the same items; moto has none, so they are played here."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ClientError

from tasklake.errors import (
    EmailTakenError,
    IdempotencyKeyReusedError,
    UserErasedError,
    UserExistsError,
    UserNotActiveError,
    UserNotErasingError,
    UserNotFoundError,
    VersionMismatchError,
    WriteConflictError,
)
from tasklake.idempotency import IdempotencyKey
from tasklake.items import email_claim_item, item_from_user
from tasklake.models import Task, User, UserStatus
from tasklake.repository import TaskQuery, TaskRepository, UserErasure, UserRepository
from tasklake.repository.dynamodb_transactions import write_transaction
from tests.integration.repository.standing_clock import StandingClock

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

type ErrorResponse = dict[str, object]
type Answer = Callable[[str, Sequence[ErrorResponse]], None]
type Meanwhile = Callable[[str, Callable[[], object]], None]


pytestmark = pytest.mark.parametrize("implementation", ["dynamodb"], indirect=True)


def error(code: str, **members: object) -> ErrorResponse:
    return {"Error": {"Code": code, "Message": ""}, **members}


def cancelled(*codes: str) -> ErrorResponse:
    return error("TransactionCanceledException", CancellationReasons=[{"Code": code} for code in codes])


CONFLICT = cancelled("TransactionConflict", "None")
KEY = IdempotencyKey("key", "fingerprint")


@pytest.fixture
def answer(dynamodb: "DynamoDBClient") -> Iterator[Answer]:
    """Let DynamoDB answer the next requests of an operation with these errors."""
    # Any: the stubs know no handler that answers in place of the service.
    registered: list[tuple[str, Callable[..., Any]]] = []

    def queue(operation: str, errors: Sequence[ErrorResponse]) -> None:
        pending = list(errors)

        def reply(**_: object) -> tuple[AWSResponse, ErrorResponse] | None:
            return (AWSResponse("", 400, HTTPHeaders(), None), pending.pop(0)) if pending else None

        registered.append((f"before-call.dynamodb.{operation}", reply))
        dynamodb.meta.events.register(*registered[-1])

    yield queue
    for event, handler in registered:
        dynamodb.meta.events.unregister(event, handler)


@pytest.fixture
def meanwhile(dynamodb: "DynamoDBClient") -> Meanwhile:
    """Let another writer act right before the next request of an operation reaches DynamoDB."""

    def register(operation: str, act: Callable[[], object]) -> None:
        event = f"before-call.dynamodb.{operation}"

        def interrupt(**_: object) -> None:
            dynamodb.meta.events.unregister(event, interrupt)
            act()

        dynamodb.meta.events.register(event, interrupt)

    return register


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


def test_a_condition_that_fails_is_final_whatever_else_conflicts(
    ada: User, add_user: Callable[..., User], answer: Answer, calls: list[str]
) -> None:
    reasons = [
        {"Code": "ConditionalCheckFailed", "Item": item_from_user(ada)},
        {"Code": "TransactionConflict"},
    ]
    answer(
        "TransactWriteItems", [CONFLICT, error("TransactionCanceledException", CancellationReasons=reasons)]
    )
    calls.clear()

    with pytest.raises(UserExistsError):
        add_user("ada", email="other@example.org")

    assert calls == ["TransactWriteItems"] * 2


def test_a_profile_in_somebody_elses_transaction_is_tried_again(
    users: UserRepository, answer: Answer, calls: list[str]
) -> None:
    """A task being added checks the profile in a transaction, which refuses plain writes to it meanwhile."""
    answer("UpdateItem", [error("TransactionConflictException")] * 2)
    calls.clear()

    updated = users.update("ada", {"name": "Countess"}, request_id="x")

    assert calls == ["UpdateItem"] * 3
    assert (updated.name, updated.version) == ("Countess", 2)


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
        ("DeleteItem", error("AccessDeniedException")),
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
        "UpdateItem": lambda: tasks.update("ada", "x", {}, request_id="x", expected_version=1),
        "DeleteItem": lambda: tasks.remove("ada", "x", expected_version=1),
        "Query": lambda: tasks.list_for_user("ada", TaskQuery(), limit=25),
    }
    answer(operation, [response])
    calls.clear()

    with pytest.raises(ClientError) as caught:
        operations[operation]()

    assert caught.value.response == response
    assert calls == [operation]


def test_another_change_of_the_profile_while_the_address_moves_is_kept(
    users: UserRepository, meanwhile: Meanwhile
) -> None:
    meanwhile("TransactWriteItems", lambda: users.update("ada", {"name": "Countess"}, request_id="other"))

    updated = users.update("ada", {"email": "new@example.org"}, request_id="x")

    assert (updated.name, updated.email, updated.version) == ("Countess", "new@example.org", 3)
    assert users.get("ada") == updated
    assert users.find_by_email("new@example.org") == updated


def test_two_moves_of_one_address_leave_one_claim(users: UserRepository, meanwhile: Meanwhile) -> None:
    meanwhile(
        "TransactWriteItems", lambda: users.update("ada", {"email": "first@example.org"}, request_id="1")
    )

    users.update("ada", {"email": "second@example.org"}, request_id="2")

    assert users.get("ada").version == 3
    assert users.find_by_email("second@example.org") == users.get("ada")
    assert users.find_by_email("first@example.org") is None
    assert users.find_by_email("ada@example.org") is None


def test_a_change_meanwhile_is_not_the_expected_version(users: UserRepository, meanwhile: Meanwhile) -> None:
    meanwhile("TransactWriteItems", lambda: users.update("ada", {"name": "Countess"}, request_id="other"))

    with pytest.raises(VersionMismatchError) as caught:
        users.update("ada", {"email": "new@example.org"}, request_id="x", expected_version=1)

    assert caught.value.current == 2
    assert users.find_by_email("new@example.org") is None


@pytest.mark.parametrize("expected_version", [None, 1])
def test_an_erasure_meanwhile_ends_the_move(
    users: UserRepository,
    meanwhile: Meanwhile,
    mark_erasing: Callable[[str], None],
    expected_version: int | None,
) -> None:
    meanwhile("TransactWriteItems", lambda: mark_erasing("ada"))

    with pytest.raises(UserNotActiveError):
        users.update("ada", {"email": "new@example.org"}, request_id="x", expected_version=expected_version)

    assert users.find_by_email("new@example.org") is None


def test_an_address_taken_meanwhile_stays_taken(
    users: UserRepository, ada: User, meanwhile: Meanwhile, add_user: Callable[..., User]
) -> None:
    meanwhile("TransactWriteItems", lambda: add_user("bob", email="new@example.org"))

    with pytest.raises(EmailTakenError):
        users.update("ada", {"email": "new@example.org"}, request_id="x")

    assert users.get("ada") == ada
    assert users.get("bob").email == "new@example.org"


def test_a_profile_that_never_stands_still_is_a_conflict(
    users: UserRepository, dynamodb: "DynamoDBClient", calls: list[str]
) -> None:
    calls.clear()

    def interfere(**_: object) -> None:
        users.update("ada", {"name": "Somebody else"}, request_id="other")

    dynamodb.meta.events.register("before-call.dynamodb.TransactWriteItems", interfere)
    with pytest.raises(WriteConflictError):
        users.update("ada", {"email": "new@example.org"}, request_id="x")
    dynamodb.meta.events.unregister("before-call.dynamodb.TransactWriteItems", interfere)

    assert calls.count("TransactWriteItems") == 5
    assert users.get("ada").version == 6
    assert users.find_by_email("new@example.org") is None


def test_a_profile_erased_between_claim_and_profile_is_not_found(
    dynamodb: "DynamoDBClient", table_name: str, users: UserRepository, meanwhile: Meanwhile
) -> None:
    profile = {"pk": {"S": "USER#ada"}, "sk": {"S": "PROFILE"}}
    meanwhile("GetItem", lambda: dynamodb.delete_item(TableName=table_name, Key=profile))

    assert users.find_by_email("ada@example.org") is None


def test_a_task_is_not_added_to_a_user_marked_meanwhile(
    tasks: TaskRepository,
    new_task: Callable[..., Task],
    meanwhile: Meanwhile,
    mark_erasing: Callable[[str], None],
) -> None:
    meanwhile("TransactWriteItems", lambda: mark_erasing("ada"))

    with pytest.raises(UserNotActiveError):
        tasks.add(new_task())

    assert tasks.list_for_user("ada", TaskQuery(), limit=25).items == ()


def test_an_erasure_is_continued_once_the_conflict_is_over(
    users: UserRepository, erasure: UserErasure, mark_erasing: Callable[[str], None], answer: Answer
) -> None:
    mark_erasing("ada")
    answer("UpdateItem", [error("TransactionConflictException")] * 2)

    erasure.continue_later("ada", version=2)

    assert users.get("ada").version == 3


def test_a_user_kept_at_the_last_moment_stays(
    *,
    dynamodb: "DynamoDBClient",
    table_name: str,
    users: UserRepository,
    erasure: UserErasure,
    ada: User,
    mark_erasing: Callable[[str], None],
    meanwhile: Meanwhile,
) -> None:
    mark_erasing("ada")
    meanwhile("TransactWriteItems", lambda: dynamodb.put_item(TableName=table_name, Item=item_from_user(ada)))

    with pytest.raises(UserNotErasingError):
        erasure.complete("ada")

    assert users.get("ada") == users.find_by_email("ada@example.org") == ada


def test_of_two_runs_that_complete_an_erasure_the_slower_one_finds_it_done(
    users: UserRepository, erasure: UserErasure, mark_erasing: Callable[[str], None], meanwhile: Meanwhile
) -> None:
    mark_erasing("ada")
    meanwhile("TransactWriteItems", lambda: erasure.complete("ada"))

    erasure.complete("ada")

    with pytest.raises(UserErasedError):
        users.get("ada")


def test_the_claim_of_another_user_is_not_released(
    *,
    dynamodb: "DynamoDBClient",
    table_name: str,
    users: UserRepository,
    erasure: UserErasure,
    add_user: Callable[..., User],
    mark_erasing: Callable[[str], None],
) -> None:
    bob = add_user("bob")
    dynamodb.put_item(TableName=table_name, Item=email_claim_item("ada@example.org", "bob"))
    mark_erasing("ada")

    with pytest.raises(EmailTakenError):
        erasure.complete("ada")

    assert users.get("ada").status is UserStatus.ERASING
    assert users.find_by_email("ada@example.org") == bob


def test_a_claim_that_is_gone_is_no_obstacle(
    *,
    dynamodb: "DynamoDBClient",
    table_name: str,
    users: UserRepository,
    erasure: UserErasure,
    mark_erasing: Callable[[str], None],
) -> None:
    dynamodb.delete_item(
        TableName=table_name, Key={"pk": {"S": "EMAIL#ada@example.org"}, "sk": {"S": "EMAIL"}}
    )
    mark_erasing("ada")

    erasure.complete("ada")

    with pytest.raises(UserErasedError):
        users.get("ada")
