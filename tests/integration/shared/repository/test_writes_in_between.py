"""What becomes of a profile and its address when somebody writes between two requests of one operation."""

from typing import TYPE_CHECKING

import pytest

from tasklake.errors import EmailTakenError, VersionMismatchError, WriteConflictError
from tasklake.models import Revision, User
from tests.integration.shared.repository.other_writers import Meanwhile
from tests.integration.shared.repository.store import Store

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

pytestmark = [
    pytest.mark.parametrize("implementation", ["dynamodb"], indirect=True),
    pytest.mark.usefixtures("ada"),
]


def test_another_change_of_the_profile_while_the_address_moves_is_kept(
    store: Store, meanwhile: Meanwhile
) -> None:
    meanwhile(
        "TransactWriteItems", lambda: store.users.update("ada", {"name": "Countess"}, request_id="other")
    )

    updated = store.users.update("ada", {"email": "new@example.org"}, request_id="x")

    assert (updated.name, updated.email, updated.version) == ("Countess", "new@example.org", 3)
    assert store.users.get("ada") == updated
    assert store.users.find_by_email("new@example.org") == updated


def test_two_moves_of_one_address_leave_one_claim(store: Store, meanwhile: Meanwhile) -> None:
    meanwhile(
        "TransactWriteItems",
        lambda: store.users.update("ada", {"email": "first@example.org"}, request_id="1"),
    )

    store.users.update("ada", {"email": "second@example.org"}, request_id="2")

    assert store.users.get("ada").version == 3
    assert store.users.find_by_email("second@example.org") == store.users.get("ada")
    assert store.users.find_by_email("first@example.org") is None
    assert store.users.find_by_email("ada@example.org") is None


def test_a_change_meanwhile_is_not_the_expected_version(store: Store, meanwhile: Meanwhile) -> None:
    meanwhile(
        "TransactWriteItems", lambda: store.users.update("ada", {"name": "Countess"}, request_id="other")
    )

    with pytest.raises(VersionMismatchError) as caught:
        store.users.update("ada", {"email": "new@example.org"}, request_id="x", expected=Revision(0, 1))

    assert caught.value.current == Revision(0, 2)
    assert store.users.find_by_email("new@example.org") is None


def test_an_address_taken_meanwhile_stays_taken(store: Store, ada: User, meanwhile: Meanwhile) -> None:
    meanwhile("TransactWriteItems", lambda: store.add_user("bob", email="new@example.org"))

    with pytest.raises(EmailTakenError):
        store.users.update("ada", {"email": "new@example.org"}, request_id="x")

    assert store.users.get("ada") == ada
    assert store.users.get("bob").email == "new@example.org"


def test_a_profile_that_never_stands_still_is_a_conflict(
    store: Store, dynamodb: "DynamoDBClient", calls: list[str]
) -> None:
    calls.clear()

    def interfere(**_: object) -> None:
        store.users.update("ada", {"name": "Somebody else"}, request_id="other")

    dynamodb.meta.events.register("before-call.dynamodb.TransactWriteItems", interfere)
    with pytest.raises(WriteConflictError):
        store.users.update("ada", {"email": "new@example.org"}, request_id="x")
    dynamodb.meta.events.unregister("before-call.dynamodb.TransactWriteItems", interfere)

    assert calls.count("TransactWriteItems") == 5
    assert store.users.get("ada").version == 6
    assert store.users.find_by_email("new@example.org") is None


def test_a_profile_erased_between_claim_and_profile_is_not_found(
    store: Store, dynamodb: "DynamoDBClient", table_name: str, meanwhile: Meanwhile
) -> None:
    profile = {"pk": {"S": "USER#ada"}, "sk": {"S": "PROFILE"}}
    meanwhile("GetItem", lambda: dynamodb.delete_item(TableName=table_name, Key=profile))

    assert store.users.find_by_email("ada@example.org") is None
