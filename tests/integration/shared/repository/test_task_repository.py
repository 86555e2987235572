"""What adding, reading, changing and removing one task promises, whatever stores it."""

from datetime import UTC, datetime, timedelta

import pytest

from tasklake.errors import (
    TaskExistsError,
    TaskNotFoundError,
    UserNotActiveError,
    UserNotFoundError,
    VersionMismatchError,
)
from tasklake.models import Revision, TaskStatus, User
from tasklake.repository import TaskQuery
from tests.integration.shared.repository.store import Store

pytestmark = pytest.mark.usefixtures("ada")

MISSING = "01970000-0000-7000-8000-000000000000"
AT_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_task_needs_its_owner_to_have_a_profile(store: Store) -> None:
    with pytest.raises(UserNotFoundError, match=r"^There is no user nobody\.$"):
        store.add_task("nobody")

    assert store.tasks.list_for_user("nobody", TaskQuery(), limit=25).items == ()


def test_a_user_being_erased_gets_no_new_task(store: Store) -> None:
    store.mark_erasing("ada")

    with pytest.raises(UserNotActiveError, match=r"^User ada is being erased and takes no changes\.$"):
        store.add_task()

    assert store.tasks.list_for_user("ada", TaskQuery(), limit=25).items == ()


def test_adding_a_task_leaves_the_profile_as_it_was(store: Store, ada: User) -> None:
    store.add_task()

    assert store.users.get("ada") == ada


def test_an_id_is_added_once(store: Store) -> None:
    first = store.add_task()

    with pytest.raises(TaskExistsError, match=f"^Task {first.id} exists already"):
        store.add_task(id=first.id, title="Another")

    assert store.tasks.get("ada", first.id) == first


def test_the_very_same_task_again_is_no_news(store: Store) -> None:
    task = store.add_task()

    assert store.tasks.add(store.new_task(id=task.id)) == task
    assert store.tasks.list_for_user("ada", TaskQuery(), limit=25).items == (task,)


def test_the_same_id_is_another_task_in_another_partition(store: Store) -> None:
    store.add_user("bob")
    first = store.add_task()

    second = store.add_task("bob", id=first.id, title="Another")

    assert store.tasks.get("ada", first.id) == first
    assert store.tasks.get("bob", first.id) == second


@pytest.mark.parametrize("user_id", ["ada", "bob", "nobody"])
def test_a_task_is_found_in_the_partition_of_its_owner_alone(store: Store, user_id: str) -> None:
    store.add_user("bob")
    task_id = store.add_task().id if user_id != "ada" else MISSING

    with pytest.raises(TaskNotFoundError, match=f"^There is no task {task_id}\\.$"):
        store.tasks.get(user_id, task_id)
    with pytest.raises(TaskNotFoundError):
        store.tasks.update(user_id, task_id, {"title": "Stolen"}, request_id="theft")
    with pytest.raises(TaskNotFoundError):
        store.tasks.update(user_id, task_id, {"title": "Stolen"}, request_id="theft", expected=Revision(0, 1))
    with pytest.raises(TaskNotFoundError):
        store.tasks.remove(user_id, task_id, request_id="theft")
    with pytest.raises(TaskNotFoundError):
        store.tasks.remove(user_id, task_id, request_id="theft", expected=Revision(0, 1))


def test_completed_at_follows_the_status(store: Store) -> None:
    task = store.add_task()

    def complete(status: TaskStatus) -> datetime | None:
        return store.tasks.update("ada", task.id, {"status": status}, request_id="x").completed_at

    completed = store.tick()
    assert complete(TaskStatus.COMPLETED) == completed
    store.tick()
    assert complete(TaskStatus.COMPLETED) == completed
    assert store.tasks.update("ada", task.id, {"title": "Done"}, request_id="x").completed_at == completed
    assert complete(TaskStatus.IN_PROGRESS) is None
    assert store.tasks.get("ada", task.id).completed_at is None
    completed_again = store.tick()
    assert complete(TaskStatus.COMPLETED) == completed_again
    assert store.tasks.get("ada", task.id).completed_at == completed_again


def test_a_task_added_as_completed_keeps_its_time(store: Store) -> None:
    task = store.add_task(status=TaskStatus.COMPLETED, completed_at=AT_NOON)
    store.tick()

    assert store.tasks.update(
        "ada", task.id, {"status": TaskStatus.COMPLETED}, request_id="x"
    ).completed_at == datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_expected_version_lets_one_writer_through(store: Store) -> None:
    task = store.add_task()
    store.tasks.update("ada", task.id, {"title": "First"}, request_id="1", expected=Revision(0, 1))

    with pytest.raises(
        VersionMismatchError, match="Version 1 was expected, but version 2 is stored"
    ) as caught:
        store.tasks.update("ada", task.id, {"title": "Second"}, request_id="2", expected=Revision(0, 1))

    assert caught.value.current == Revision(0, 2)
    assert store.tasks.get("ada", task.id).title == "First"


def test_a_request_sent_again_gets_the_version_that_it_has_made(store: Store) -> None:
    task = store.add_task()
    first = store.tasks.update("ada", task.id, {"title": "First"}, request_id="1", expected=Revision(0, 1))
    store.tick()

    assert (
        store.tasks.update("ada", task.id, {"title": "First"}, request_id="1", expected=Revision(0, 1))
        == first
    )
    assert store.tasks.get("ada", task.id) == first


def test_a_task_is_removed_for_good(store: Store) -> None:
    kept, removed = store.add_task(), store.add_task()

    store.tasks.remove("ada", removed.id, request_id="deleting")

    with pytest.raises(TaskNotFoundError):
        store.tasks.get("ada", removed.id)
    with pytest.raises(TaskNotFoundError):
        store.tasks.update("ada", removed.id, {"title": "Back"}, request_id="x")
    with pytest.raises(TaskNotFoundError):
        store.tasks.update(
            "ada", removed.id, {"title": "Back"}, request_id="deleting", expected=Revision(0, 2)
        )
    assert store.tasks.list_for_user("ada", TaskQuery(), limit=25).items == (kept,)


def test_removal_heeds_the_expected_version(store: Store) -> None:
    task = store.add_task()
    store.tasks.update("ada", task.id, {}, request_id="x")

    with pytest.raises(VersionMismatchError) as caught:
        store.tasks.remove("ada", task.id, request_id="deleting", expected=Revision(0, 1))
    assert caught.value.current == Revision(0, 2)
    assert store.tasks.get("ada", task.id).version == 2

    store.tasks.remove("ada", task.id, request_id="deleting", expected=Revision(0, 2))
    with pytest.raises(TaskNotFoundError):
        store.tasks.get("ada", task.id)


@pytest.mark.parametrize("expected", [None, Revision(0, 2)])
def test_a_removal_is_repeated_for_thirty_days(store: Store, expected: Revision | None) -> None:
    task = store.add_task()
    store.tasks.update("ada", task.id, {}, request_id="x")
    store.tasks.remove("ada", task.id, request_id="first", expected=Revision(0, 2))
    store.tick(timedelta(days=30, seconds=-1))

    store.tasks.remove("ada", task.id, request_id="second", expected=expected)

    store.tick()
    with pytest.raises(TaskNotFoundError):
        store.tasks.remove("ada", task.id, request_id="third", expected=expected)


@pytest.mark.parametrize("expected", [Revision(0, 1), Revision(0, 3)])
def test_a_removal_is_no_repetition_of_one_of_another_version(store: Store, expected: Revision) -> None:
    task = store.add_task()
    store.tasks.update("ada", task.id, {}, request_id="x")
    store.tasks.remove("ada", task.id, request_id="first")

    with pytest.raises(TaskNotFoundError):
        store.tasks.remove("ada", task.id, request_id="second", expected=expected)


def test_tasks_of_a_user_being_erased_can_still_go(store: Store) -> None:
    task = store.add_task()
    store.mark_erasing("ada")

    store.tasks.remove("ada", task.id, request_id="deleting")

    assert store.tasks.list_for_user("ada", TaskQuery(), limit=25).items == ()
