"""What becomes of a profile and its address when somebody writes between two requests of one operation."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tasklake.errors import EmailTakenError, VersionMismatchError, WriteConflictError
from tasklake.models import Revision, User
from tasklake.repository import UserRepository
from tests.integration.shared.repository.other_writers import Meanwhile

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

pytestmark = pytest.mark.parametrize("implementation", ["dynamodb"], indirect=True)


@pytest.fixture(autouse=True)
def ada(add_user: Callable[..., User]) -> User:
    return add_user("ada")


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
        users.update("ada", {"email": "new@example.org"}, request_id="x", expected=Revision(0, 1))

    assert caught.value.current == Revision(0, 2)
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
