"""Erasures and other writers at the same user."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tasklake.errors import EmailTakenError, UserErasedError, UserNotActiveError, UserNotErasingError
from tasklake.items import email_claim_item, item_from_user
from tasklake.models import Revision, Task, User, UserStatus
from tasklake.repository import TaskQuery, TaskRepository, UserErasure, UserRepository
from tests.integration.shared.repository.other_writers import Answer, Meanwhile, error

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

pytestmark = pytest.mark.parametrize("implementation", ["dynamodb"], indirect=True)


@pytest.fixture(autouse=True)
def ada(add_user: Callable[..., User]) -> User:
    return add_user("ada")


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


@pytest.mark.parametrize("expected", [None, Revision(0, 1)])
def test_an_erasure_meanwhile_ends_the_move(
    users: UserRepository,
    meanwhile: Meanwhile,
    mark_erasing: Callable[[str], None],
    expected: Revision | None,
) -> None:
    meanwhile("TransactWriteItems", lambda: mark_erasing("ada"))

    with pytest.raises(UserNotActiveError):
        users.update("ada", {"email": "new@example.org"}, request_id="x", expected=expected)

    assert users.find_by_email("new@example.org") is None


def test_an_erasure_is_continued_once_the_conflict_is_over(
    users: UserRepository, erasure: UserErasure, mark_erasing: Callable[[str], None], answer: Answer
) -> None:
    mark_erasing("ada")
    answer("UpdateItem", [error("TransactionConflictException")] * 2)

    erasure.continue_later("ada", Revision(0, 2))

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
