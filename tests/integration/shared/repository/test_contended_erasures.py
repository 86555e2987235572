"""Erasures and other writers at the same user."""

from typing import TYPE_CHECKING

import pytest

from tasklake.errors import EmailTakenError, UserErasedError, UserNotActiveError, UserNotErasingError
from tasklake.items import email_claim_item, item_from_user
from tasklake.models import Revision, User, UserStatus
from tasklake.repository import TaskQuery
from tests.integration.shared.repository.other_writers import Answer, Meanwhile, error
from tests.integration.shared.repository.store import Store

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

pytestmark = [
    pytest.mark.parametrize("implementation", ["dynamodb"], indirect=True),
    pytest.mark.usefixtures("ada"),
]


def test_a_task_is_not_added_to_a_user_marked_meanwhile(store: Store, meanwhile: Meanwhile) -> None:
    meanwhile("TransactWriteItems", lambda: store.mark_erasing("ada"))

    with pytest.raises(UserNotActiveError):
        store.tasks.add(store.new_task())

    assert store.tasks.list_for_user("ada", TaskQuery(), limit=25).items == ()


@pytest.mark.parametrize("expected", [None, Revision(0, 1)])
def test_an_erasure_meanwhile_ends_the_move(
    store: Store, meanwhile: Meanwhile, expected: Revision | None
) -> None:
    meanwhile("TransactWriteItems", lambda: store.mark_erasing("ada"))

    with pytest.raises(UserNotActiveError):
        store.users.update("ada", {"email": "new@example.org"}, request_id="x", expected=expected)

    assert store.users.find_by_email("new@example.org") is None


def test_an_erasure_is_continued_once_the_conflict_is_over(store: Store, answer: Answer) -> None:
    store.mark_erasing("ada")
    answer("UpdateItem", [error("TransactionConflictException")] * 2)

    store.erasure.continue_later("ada", Revision(0, 2))

    assert store.users.get("ada").version == 3


def test_a_user_kept_at_the_last_moment_stays(
    store: Store, dynamodb: "DynamoDBClient", table_name: str, ada: User, meanwhile: Meanwhile
) -> None:
    store.mark_erasing("ada")
    meanwhile("TransactWriteItems", lambda: dynamodb.put_item(TableName=table_name, Item=item_from_user(ada)))

    with pytest.raises(UserNotErasingError):
        store.erasure.complete("ada")

    assert store.users.get("ada") == store.users.find_by_email("ada@example.org") == ada


def test_of_two_runs_that_complete_an_erasure_the_slower_one_finds_it_done(
    store: Store, meanwhile: Meanwhile
) -> None:
    store.mark_erasing("ada")
    meanwhile("TransactWriteItems", lambda: store.erasure.complete("ada"))

    store.erasure.complete("ada")

    with pytest.raises(UserErasedError):
        store.users.get("ada")


def test_the_claim_of_another_user_is_not_released(
    store: Store, dynamodb: "DynamoDBClient", table_name: str
) -> None:
    bob = store.add_user("bob")
    dynamodb.put_item(TableName=table_name, Item=email_claim_item("ada@example.org", "bob"))
    store.mark_erasing("ada")

    with pytest.raises(EmailTakenError):
        store.erasure.complete("ada")

    assert store.users.get("ada").status is UserStatus.ERASING
    assert store.users.find_by_email("ada@example.org") == bob


def test_a_claim_that_is_gone_is_no_obstacle(
    store: Store, dynamodb: "DynamoDBClient", table_name: str
) -> None:
    dynamodb.delete_item(
        TableName=table_name, Key={"pk": {"S": "EMAIL#ada@example.org"}, "sk": {"S": "EMAIL"}}
    )
    store.mark_erasing("ada")

    store.erasure.complete("ada")

    with pytest.raises(UserErasedError):
        store.users.get("ada")
