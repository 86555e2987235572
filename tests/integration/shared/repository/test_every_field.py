"""Every field of a model is stored, read, changed and cleared, whatever stores it, and found under every index key."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, get_args, get_type_hints

import pytest

from tasklake.models import (
    EPOCH,
    MILLISECOND,
    Task,
    TaskChanges,
    User,
    UserChanges,
    UserStatus,
    from_epoch_milliseconds,
)
from tasklake.repository import TaskQuery, TaskRepository, TaskSort, UserRepository
from tasklake.versions import change_task, change_user
from tests.integration.shared.repository.store import Store

IDS = {"id", "user_id"}
SET_BY_WRITES = {"created_at", "updated_at", "completed_at", "version", "generation", "request_id"}
NOT_SET_BY_CALLERS = {*IDS, "generation"}
VALUES: dict[object, list[Any]] = {
    str: ["名前 🦆", "", "x #y|z"],
    int: [2**53 + 1, 1],
    date: [date.max, date.min, date(2026, 3, 31)],
    tuple[str, ...]: [("名前 🦆", "x #y|z"), ("a",)],
    datetime: [EPOCH, EPOCH + MILLISECOND, from_epoch_milliseconds(253_402_300_799_999)],
}

type Add[Entity] = Callable[..., Entity]


def values_of(hint: object) -> Iterator[Any]:
    """Yield values of a field's type; one that may be empty is so in between."""
    if isinstance(hint, UnionType):
        (filled,) = (option for option in get_args(hint) if option is not NoneType)
        for value in values_of(filled):
            yield value
            yield None
    elif isinstance(hint, type) and issubclass(hint, StrEnum):
        yield from hint
    else:
        yield from VALUES[hint]


def listed(tasks: TaskRepository, task: Task) -> list[tuple[Task, ...]]:
    """Return what every list holds that should hold this task alone."""
    queries = [
        TaskQuery(),
        TaskQuery(status=frozenset({task.status})),
        TaskQuery(priority=frozenset({task.priority}), category=task.category),
        TaskQuery(labels=frozenset(task.labels) if task.labels else None),
        *(TaskQuery(sort=sort, due_after=task.due_date, due_before=task.due_date) for sort in TaskSort),
    ]
    return [tasks.list_for_user(task.user_id, query, limit=2).items for query in queries]


def assert_stored(tasks: TaskRepository, task: Task) -> None:
    assert tasks.get(task.user_id, task.id) == task
    assert all(items == (task,) for items in listed(tasks, task))


def assert_profile(users: UserRepository, user: User) -> None:
    assert users.get(user.id) == user
    assert users.find_by_email(user.email) == user
    assert users.list_active(limit=2).items == ((user,) if user.status is UserStatus.ACTIVE else ())


@pytest.mark.parametrize(
    "name", [field.name for field in fields(Task) if field.name not in NOT_SET_BY_CALLERS]
)
def test_a_new_task_is_stored_with(store: Store, name: str) -> None:
    for number, value in enumerate(values_of(get_type_hints(Task)[name])):
        store.add_user(f"user-{number}")
        task = store.add_task(f"user-{number}", **{name: value})

        assert getattr(task, name) == value
        assert_stored(store.tasks, task)


@pytest.mark.parametrize("name", TaskChanges.__annotations__)
def test_a_task_is_changed_in(store: Store, name: str) -> None:
    store.add_user("ada")
    task = store.add_task()
    for value in values_of(get_type_hints(TaskChanges)[name]):
        now = store.tick()
        changes = TaskChanges(**{name: value})
        before, task = task, store.tasks.update("ada", task.id, changes, request_id=f"changing to {value}")

        assert getattr(task, name) == value
        assert task == change_task(before, changes, now=now, generation=0, request_id=task.request_id)
        assert_stored(store.tasks, task)


def test_the_fields_of_a_task_are_ids_set_by_writes_or_for_clients_to_change() -> None:
    task, changes = get_type_hints(Task), get_type_hints(TaskChanges)

    assert task == task | changes
    assert task.keys() - changes.keys() == IDS | SET_BY_WRITES


@pytest.mark.parametrize(
    "name", [field.name for field in fields(User) if field.name not in NOT_SET_BY_CALLERS]
)
def test_a_new_profile_is_stored_with(store: Store, name: str) -> None:
    for number, value in enumerate(values_of(get_type_hints(User)[name])):
        user = store.add_user(f"user-{number}", **{name: value})

        assert getattr(user, name) == value
        assert_profile(store.users, user)
        store.users.begin_erasure(user.id, request_id="out of the next one's list")


@pytest.mark.parametrize("name", UserChanges.__annotations__)
def test_a_profile_is_changed_in(store: Store, name: str) -> None:
    user = store.add_user("ada")
    for value in values_of(get_type_hints(UserChanges)[name]):
        now = store.tick()
        changes = UserChanges(**{name: value})
        before, user = user, store.users.update("ada", changes, request_id=f"changing to {value}")

        assert getattr(user, name) == value
        assert user == change_user(before, changes, now=now, generation=0, request_id=user.request_id)
        assert_profile(store.users, user)
