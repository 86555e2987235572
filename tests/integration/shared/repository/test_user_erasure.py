"""What the erasure of a user promises, whatever stores the user."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tasklake.errors import (
    TaskNotFoundError,
    UserErasedError,
    UserNotErasingError,
    UserNotFoundError,
    VersionMismatchError,
)
from tasklake.idempotency import IdempotencyKey
from tasklake.models import Revision, User, UserStatus
from tasklake.repository import TaskQuery
from tests.integration.shared.repository.store import Store

pytestmark = pytest.mark.usefixtures("ada")


KEY = IdempotencyKey("key", "fingerprint")


def erase(store: Store, user_id: str) -> None:
    store.mark_erasing(user_id)
    while store.erasure.remove_possessions(user_id):
        pass
    store.erasure.complete(user_id)


def test_a_marked_profile_is_its_next_version(store: Store, ada: User) -> None:
    later = store.tick()

    marked = store.users.begin_erasure("ada", request_id="erasing")

    assert marked == replace(
        ada, status=UserStatus.ERASING, updated_at=later, version=2, request_id="erasing"
    )
    assert store.users.get("ada") == marked
    assert store.users.list_active(limit=25).items == ()


@pytest.mark.parametrize("expected", [None, Revision(0, 1), Revision(0, 7)])
def test_a_marked_profile_stays_as_it_is(store: Store, expected: Revision | None) -> None:
    marked = store.users.begin_erasure("ada", request_id="first")

    again = store.users.begin_erasure("ada", request_id="second", expected=expected)

    assert again == marked == store.users.get("ada")


def test_the_expected_version_keeps_a_profile_from_being_marked(store: Store, ada: User) -> None:
    with pytest.raises(VersionMismatchError) as caught:
        store.users.begin_erasure("ada", request_id="x", expected=Revision(0, 2))

    assert caught.value.current == Revision(0, 1)
    assert store.users.get("ada") == ada


def test_who_has_no_profile_is_not_marked(store: Store) -> None:
    with pytest.raises(UserNotFoundError):
        store.users.begin_erasure("nobody", request_id="x")


def test_all_possessions_go_in_bounded_steps(store: Store) -> None:
    for number in range(60):
        store.tasks.add(store.new_task(), key=replace(KEY, text=str(number)) if number < 3 else None)
    marked = store.users.begin_erasure("ada", request_id="x")

    assert [store.erasure.remove_possessions("ada") for _ in range(3)] == [50, 13, 0]
    assert store.tasks.list_for_user("ada", TaskQuery(), limit=25).items == ()
    assert store.users.get("ada") == marked


def test_a_task_goes_whatever_its_version(store: Store) -> None:
    task = store.add_task()
    store.users.begin_erasure("ada", request_id="x")
    store.tasks.update("ada", task.id, {"title": "Meanwhile"}, request_id="x")

    assert store.erasure.remove_possessions("ada") == 1

    with pytest.raises(TaskNotFoundError):
        store.tasks.update("ada", task.id, {"title": "Too late"}, request_id="x")


def test_an_erased_user_is_remembered_as_such(store: Store) -> None:
    erase(store, "ada")

    operations: list[Callable[[], object]] = [
        lambda: store.users.get("ada"),
        lambda: store.users.update("ada", {"name": "N"}, request_id="x"),
        lambda: store.users.update("ada", {"email": "n@example.org"}, request_id="x"),
        lambda: store.users.begin_erasure("ada", request_id="x"),
        lambda: store.add_user("ada"),
        lambda: store.add_user("ada", email="another@example.org"),
        lambda: store.add_task("ada"),
    ]
    for operation in operations:
        with pytest.raises(UserErasedError, match=r"^User ada has been erased\.$"):
            operation()
    assert store.users.find_by_email("ada@example.org") is None
    assert store.users.find_by_email("another@example.org") is None


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


def test_a_repeated_step_changes_nothing(store: Store) -> None:
    erase(store, "ada")
    bob = store.add_user("bob", email="ada@example.org")

    assert store.erasure.remove_possessions("ada") == 0
    store.erasure.complete("ada")

    assert store.users.find_by_email("ada@example.org") == bob


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
