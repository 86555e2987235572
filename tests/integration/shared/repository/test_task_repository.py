"""What adding, reading, changing and removing one task promises, whatever stores it."""

from datetime import datetime, timedelta

import pytest

from tasklake.errors import (
    TaskExistsError,
    TaskNotFoundError,
)
from tasklake.models import Revision, TaskStatus, User
from tasklake.repository import TaskQuery
from tests.integration.shared.repository.store import Store

pytestmark = pytest.mark.usefixtures("ada")


def test_adding_a_task_leaves_the_profile_as_it_was(store: Store, ada: User) -> None:
    store.add_task()

    assert store.users.get("ada") == ada


def test_an_id_is_added_once(store: Store) -> None:
    first = store.add_task()

    with pytest.raises(TaskExistsError, match=f"^Task {first.id} exists already"):
        store.add_task(id=first.id, title="Another")

    assert store.tasks.get("ada", first.id) == first


def test_the_same_id_is_another_task_in_another_partition(store: Store) -> None:
    store.add_user("bob")
    first = store.add_task()

    second = store.add_task("bob", id=first.id, title="Another")

    assert store.tasks.get("ada", first.id) == first
    assert store.tasks.get("bob", first.id) == second


def test_completed_at_follows_the_status(store: Store) -> None:
    task = store.add_task()

    def complete(status: TaskStatus) -> datetime | None:
        return store.tasks.update("ada", task.id, {"status": status}, request_id="x").completed_at

    completed = store.tick()
    assert complete(TaskStatus.COMPLETED) == completed
    store.tick()
    assert complete(TaskStatus.COMPLETED) == completed
    assert store.tasks.update("ada", task.id, {"title": "Done"}, request_id="x").completed_at == completed
    assert {complete(other) for other in set(TaskStatus) - {TaskStatus.COMPLETED}} == {None}
    assert store.tasks.get("ada", task.id).completed_at is None
    completed_again = store.tick()
    assert complete(TaskStatus.COMPLETED) == completed_again
    assert store.tasks.get("ada", task.id).completed_at == completed_again


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
