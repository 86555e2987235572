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
from tasklake.models import Revision, Task, User, UserStatus
from tasklake.repository import TaskQuery, TaskRepository, UserErasure, UserRepository
from tests.integration.shared.repository.standing_clock import StandingClock

type AddTask = Callable[..., Task]
type AddUser = Callable[..., User]

KEY = IdempotencyKey("key", "fingerprint")


@pytest.fixture(autouse=True)
def ada(add_user: AddUser) -> User:
    return add_user("ada")


def erase(users: UserRepository, erasure: UserErasure, user_id: str) -> None:
    users.begin_erasure(user_id, request_id="erasing")
    while erasure.remove_possessions(user_id):
        pass
    erasure.complete(user_id)


def test_a_marked_profile_is_its_next_version(users: UserRepository, ada: User, clock: StandingClock) -> None:
    later = clock.tick()

    marked = users.begin_erasure("ada", request_id="erasing")

    assert marked == replace(
        ada, status=UserStatus.ERASING, updated_at=later, version=2, request_id="erasing"
    )
    assert users.get("ada") == marked
    assert users.list_active(limit=25).items == ()


@pytest.mark.parametrize("expected", [None, Revision(0, 1), Revision(0, 7)])
def test_a_marked_profile_stays_as_it_is(users: UserRepository, expected: Revision | None) -> None:
    marked = users.begin_erasure("ada", request_id="first")

    again = users.begin_erasure("ada", request_id="second", expected=expected)

    assert again == marked == users.get("ada")


def test_the_expected_version_keeps_a_profile_from_being_marked(users: UserRepository, ada: User) -> None:
    with pytest.raises(VersionMismatchError) as caught:
        users.begin_erasure("ada", request_id="x", expected=Revision(0, 2))

    assert caught.value.current == Revision(0, 1)
    assert users.get("ada") == ada


def test_who_has_no_profile_is_not_marked(users: UserRepository) -> None:
    with pytest.raises(UserNotFoundError):
        users.begin_erasure("nobody", request_id="x")


def test_all_possessions_go_in_bounded_steps(
    users: UserRepository, tasks: TaskRepository, erasure: UserErasure, add_task: AddTask, new_task: AddTask
) -> None:
    for number in range(60):
        tasks.add(new_task(), key=replace(KEY, text=str(number)) if number < 3 else None)
    marked = users.begin_erasure("ada", request_id="x")

    assert [erasure.remove_possessions("ada") for _ in range(3)] == [50, 13, 0]
    assert tasks.list_for_user("ada", TaskQuery(), limit=25).items == ()
    assert users.get("ada") == marked


def test_a_task_goes_whatever_its_version(
    users: UserRepository, tasks: TaskRepository, erasure: UserErasure, add_task: AddTask
) -> None:
    task = add_task()
    users.begin_erasure("ada", request_id="x")
    tasks.update("ada", task.id, {"title": "Meanwhile"}, request_id="x")

    assert erasure.remove_possessions("ada") == 1

    with pytest.raises(TaskNotFoundError):
        tasks.update("ada", task.id, {"title": "Too late"}, request_id="x")


def test_an_erased_user_is_remembered_as_such(
    users: UserRepository, erasure: UserErasure, add_user: AddUser, add_task: AddTask
) -> None:
    erase(users, erasure, "ada")

    operations: list[Callable[[], object]] = [
        lambda: users.get("ada"),
        lambda: users.update("ada", {"name": "N"}, request_id="x"),
        lambda: users.update("ada", {"email": "n@example.org"}, request_id="x"),
        lambda: users.begin_erasure("ada", request_id="x"),
        lambda: add_user("ada"),
        lambda: add_user("ada", email="another@example.org"),
        lambda: add_task("ada"),
    ]
    for operation in operations:
        with pytest.raises(UserErasedError, match=r"^User ada has been erased\.$"):
            operation()
    assert users.find_by_email("ada@example.org") is None
    assert users.find_by_email("another@example.org") is None


def test_the_memory_outlives_every_token_and_no_more(
    users: UserRepository, erasure: UserErasure, add_user: AddUser, add_task: AddTask, clock: StandingClock
) -> None:
    erase(users, erasure, "ada")
    clock.tick(timedelta(hours=48) - timedelta(seconds=1))
    with pytest.raises(UserErasedError):
        add_user("ada")

    clock.tick(timedelta(seconds=1))

    with pytest.raises(UserNotFoundError):
        users.get("ada")
    with pytest.raises(UserNotFoundError):
        add_task("ada")
    assert add_user("ada").version == 1


def test_a_repeated_step_changes_nothing(
    users: UserRepository, erasure: UserErasure, add_user: AddUser
) -> None:
    erase(users, erasure, "ada")
    bob = add_user("bob", email="ada@example.org")

    assert erasure.remove_possessions("ada") == 0
    erasure.complete("ada")

    assert users.find_by_email("ada@example.org") == bob


def test_a_user_who_is_not_marked_loses_nothing(
    users: UserRepository, tasks: TaskRepository, erasure: UserErasure, ada: User, add_task: AddTask
) -> None:
    task = add_task()

    with pytest.raises(UserNotErasingError, match=r"^User ada is not being erased\.$"):
        erasure.remove_possessions("ada")
    with pytest.raises(UserNotErasingError):
        erasure.complete("ada")

    assert tasks.get("ada", task.id) == task
    assert users.get("ada") == ada


def test_a_profile_that_is_continued_later_is_its_next_version(
    users: UserRepository, erasure: UserErasure, clock: StandingClock
) -> None:
    marked = users.begin_erasure("ada", request_id="erasing")
    later = clock.tick()

    erasure.continue_later("ada", Revision(0, 2))

    assert users.get("ada") == replace(marked, version=3, updated_at=later)
    assert users.get("ada").request_id == "erasing"


@pytest.mark.parametrize("revision", [Revision(0, 1), Revision(0, 3), Revision(1, 2)])
def test_a_profile_of_another_revision_is_left_to_its_own_record(
    users: UserRepository, erasure: UserErasure, revision: Revision
) -> None:
    marked = users.begin_erasure("ada", request_id="erasing")

    erasure.continue_later("ada", revision)

    assert users.get("ada") == marked


def test_only_a_marked_profile_is_continued(
    users: UserRepository, erasure: UserErasure, ada: User, add_user: AddUser
) -> None:
    add_user("bob")
    erase(users, erasure, "bob")

    erasure.continue_later("ada", Revision(0, 1))
    erasure.continue_later("bob", Revision(0, 2))

    assert users.get("ada") == ada
    with pytest.raises(UserErasedError):
        users.get("bob")
