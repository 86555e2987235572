"""What profiles and their e-mail claims promise, whatever stores them."""

import pytest

from tasklake.errors import (
    EmailTakenError,
    UserExistsError,
    UserNotActiveError,
    UserNotFoundError,
    VersionMismatchError,
)
from tasklake.models import Revision, UserChanges
from tasklake.repository import UserPosition, UserRepository
from tests.integration.shared.repository.store import Store


def test_a_user_has_one_profile(store: Store) -> None:
    first = store.add_user("ada")

    with pytest.raises(UserExistsError, match=r"^User ada already has a profile\.$"):
        store.add_user("ada", email="other@example.org")

    assert store.users.get("ada") == first
    assert store.users.find_by_email("other@example.org") is None


def test_the_profile_counts_before_the_address(store: Store) -> None:
    store.add_user("ada")

    with pytest.raises(UserExistsError):
        store.add_user("ada")


def test_an_address_is_one_users(store: Store) -> None:
    ada = store.add_user("ada")

    with pytest.raises(EmailTakenError, match=r"^The e-mail address belongs to another user\.$"):
        store.add_user("bob", email="ada@example.org")

    with pytest.raises(UserNotFoundError):
        store.users.get("bob")
    assert store.users.find_by_email("ada@example.org") == ada


def test_who_has_no_profile_is_not_found(store: Store) -> None:
    with pytest.raises(UserNotFoundError, match=r"^There is no user nobody\.$"):
        store.users.get("nobody")
    for expected in (None, Revision(0, 1)):
        for changes in (UserChanges(name="N"), UserChanges(email="n@example.org")):
            with pytest.raises(UserNotFoundError):
                store.users.update("nobody", changes, request_id="x", expected=expected)
    assert store.users.find_by_email("n@example.org") is None


@pytest.mark.parametrize("spelling", ["ada@example.org", "ADA@Example.org", " ada@example.org "])
def test_a_profile_is_found_by_any_spelling_of_its_address(store: Store, spelling: str) -> None:
    ada = store.add_user("ada")

    assert store.users.find_by_email(spelling) == ada


@pytest.mark.parametrize("changes", [UserChanges(name="Second"), UserChanges(email="second@example.org")])
def test_the_expected_version_lets_one_writer_through(store: Store, changes: UserChanges) -> None:
    store.add_user("ada")
    first = store.users.update("ada", {"name": "First"}, request_id="1", expected=Revision(0, 1))

    with pytest.raises(VersionMismatchError) as caught:
        store.users.update("ada", changes, request_id="2", expected=Revision(0, 1))

    assert caught.value.current == Revision(0, 2)
    assert store.users.get("ada") == first
    assert store.users.find_by_email("second@example.org") is None


@pytest.mark.parametrize("changes", [UserChanges(name="First"), UserChanges(email="first@example.org")])
def test_a_request_sent_again_gets_the_version_that_it_has_made(store: Store, changes: UserChanges) -> None:
    store.add_user("ada")
    first = store.users.update("ada", changes, request_id="1", expected=Revision(0, 1))
    store.tick()

    assert store.users.update("ada", changes, request_id="1", expected=Revision(0, 1)) == first
    assert store.users.get("ada") == first


def test_a_moved_address_frees_the_old_one(store: Store) -> None:
    store.add_user("ada")

    moved = store.users.update("ada", {"email": " New@Example.org"}, request_id="x")

    assert moved.email == "new@example.org"
    assert store.users.find_by_email("new@example.org") == moved
    assert store.users.find_by_email("ada@example.org") is None
    bob = store.add_user("bob", email="ada@example.org")
    assert store.users.find_by_email("ada@example.org") == bob


def test_another_spelling_of_the_own_address_is_no_move(store: Store) -> None:
    store.add_user("ada")

    updated = store.users.update("ada", {"email": "ADA@example.org"}, request_id="x")

    assert (updated.email, updated.version) == ("ada@example.org", 2)
    assert store.users.find_by_email("ada@example.org") == updated
    with pytest.raises(EmailTakenError):
        store.add_user("bob", email="ada@example.org")


@pytest.mark.parametrize("spelling", ["bob@example.org", "BOB@EXAMPLE.ORG"])
def test_a_taken_address_changes_nothing(store: Store, spelling: str) -> None:
    ada, bob = store.add_user("ada"), store.add_user("bob")

    with pytest.raises(EmailTakenError):
        store.users.update("ada", {"name": "Thief", "email": spelling}, request_id="x")

    assert store.users.get("ada") == ada
    assert store.users.find_by_email("ada@example.org") == ada
    assert store.users.find_by_email("bob@example.org") == bob


def test_a_user_being_erased_takes_no_changes(store: Store) -> None:
    store.add_user("ada")
    store.mark_erasing("ada")
    erasing = store.users.get("ada")

    for expected in (None, Revision(0, 1), Revision(0, 7)):
        for changes in (UserChanges(name="N"), UserChanges(email="new@example.org"), UserChanges()):
            with pytest.raises(UserNotActiveError):
                store.users.update("ada", changes, request_id="x", expected=expected)

    assert store.users.get("ada") == erasing
    assert store.users.find_by_email("new@example.org") is None


def test_a_user_being_erased_keeps_profile_and_address(store: Store) -> None:
    store.add_user("ada")
    store.mark_erasing("ada")

    with pytest.raises(UserNotActiveError):
        store.add_user("ada", email="again@example.org")
    with pytest.raises(EmailTakenError):
        store.add_user("bob", email="ada@example.org")


def pages(users: UserRepository, limit: int) -> list[list[str]]:
    found: list[list[str]] = []
    after: UserPosition | None = None
    while len(found) < 10:
        page = users.list_active(limit=limit, after=after)
        found.append([user.id for user in page.items])
        if page.next is None:
            return found
        after = page.next
    pytest.fail(f"The list never ends: {found}")


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (1, [["zoe"], ["ada"], ["bob"], ["eve"], ["abe"]]),
        (2, [["zoe", "ada"], ["bob", "eve"], ["abe"]]),
        (3, [["zoe", "ada", "bob"], ["eve", "abe"]]),
        (5, [["zoe", "ada", "bob", "eve", "abe"]]),
        (25, [["zoe", "ada", "bob", "eve", "abe"]]),
    ],
)
def test_active_profiles_are_listed_by_creation_and_then_by_id(
    store: Store, limit: int, expected: list[list[str]]
) -> None:
    store.add_user("zoe")
    store.tick()
    for user_id in ("eve", "bob", "ada"):
        store.add_user(user_id)
    store.tick()
    store.add_user("abe")

    assert pages(store.users, limit) == expected


def test_no_profiles_make_one_empty_page(store: Store) -> None:
    assert pages(store.users, 25) == [[]]


def test_the_list_goes_on_behind_a_user_being_erased(store: Store) -> None:
    for user_id in ("ada", "bob", "eve"):
        store.add_user(user_id)
    first = store.users.list_active(limit=2)
    store.mark_erasing("bob")

    rest = store.users.list_active(limit=2, after=first.next)

    assert [user.id for user in first.items] == ["ada", "bob"]
    assert [user.id for user in rest.items] == ["eve"]
    assert pages(store.users, 25) == [["ada", "eve"]]
