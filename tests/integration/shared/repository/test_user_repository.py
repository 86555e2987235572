"""What profiles and their e-mail claims promise, whatever stores them."""

import pytest

from tasklake.errors import (
    EmailTakenError,
    UserExistsError,
)
from tasklake.repository import UserPosition, UserRepository
from tests.integration.shared.repository.store import Store


def test_the_profile_counts_before_the_address(store: Store) -> None:
    store.add_user("ada")

    with pytest.raises(UserExistsError):
        store.add_user("ada")


def test_another_spelling_of_the_own_address_is_no_move(store: Store) -> None:
    store.add_user("ada")

    updated = store.users.update("ada", {"email": "ADA@example.org"}, request_id="x")

    assert (updated.email, updated.version) == ("ada@example.org", 2)
    assert store.users.find_by_email("ada@example.org") == updated
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
