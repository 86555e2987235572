"""What the erasure of a user promises, whatever stores the user."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tasklake.errors import (
    UserErasedError,
    UserNotErasingError,
    UserNotFoundError,
)
from tasklake.idempotency import IdempotencyKey
from tasklake.models import Revision, User
from tasklake.repository import TaskQuery
from tests.integration.shared.repository.store import Store

pytestmark = pytest.mark.usefixtures("ada")


KEY = IdempotencyKey("key", "fingerprint")


def erase(store: Store, user_id: str) -> None:
    store.mark_erasing(user_id)
    while store.erasure.remove_possessions(user_id):
        pass
    store.erasure.complete(user_id)


def test_all_possessions_go_in_bounded_steps(store: Store) -> None:
    for number in range(60):
        store.tasks.add(store.new_task(), key=replace(KEY, text=str(number)) if number < 3 else None)
    marked = store.users.begin_erasure("ada", request_id="x")

    assert [store.erasure.remove_possessions("ada") for _ in range(3)] == [50, 13, 0]
    assert store.tasks.list_for_user("ada", TaskQuery(), limit=25).items == ()
    assert store.users.get("ada") == marked


def test_the_memory_outlives_every_token_and_no_more(store: Store) -> None:
    erase(store, "ada")
    store.tick(timedelta(hours=48) - timedelta(seconds=1))
    with pytest.raises(UserErasedError):
        store.add_user("ada")

    store.tick(timedelta(seconds=1))

    with pytest.raises(UserNotFoundError):
        store.users.get("ada")
    with pytest.raises(UserNotFoundError):
        store.add_task("ada")
    assert store.add_user("ada").version == 1


def test_a_user_who_is_not_marked_loses_nothing(store: Store, ada: User) -> None:
    task = store.add_task()

    with pytest.raises(UserNotErasingError, match=r"^User ada is not being erased\.$"):
        store.erasure.remove_possessions("ada")
    with pytest.raises(UserNotErasingError):
        store.erasure.complete("ada")

    assert store.tasks.get("ada", task.id) == task
    assert store.users.get("ada") == ada


def test_a_profile_that_is_continued_later_is_its_next_version(store: Store) -> None:
    marked = store.users.begin_erasure("ada", request_id="erasing")
    later = store.tick()

    store.erasure.continue_later("ada", Revision(0, 2))

    assert store.users.get("ada") == replace(marked, version=3, updated_at=later)
    assert store.users.get("ada").request_id == "erasing"


@pytest.mark.parametrize("revision", [Revision(0, 1), Revision(0, 3), Revision(1, 2)])
def test_a_profile_of_another_revision_is_left_to_its_own_record(store: Store, revision: Revision) -> None:
    marked = store.users.begin_erasure("ada", request_id="erasing")

    store.erasure.continue_later("ada", revision)

    assert store.users.get("ada") == marked


def test_only_a_marked_profile_is_continued(store: Store, ada: User) -> None:
    store.add_user("bob")
    erase(store, "bob")

    store.erasure.continue_later("ada", Revision(0, 1))
    store.erasure.continue_later("bob", Revision(0, 2))

    assert store.users.get("ada") == ada
    with pytest.raises(UserErasedError):
        store.users.get("bob")
