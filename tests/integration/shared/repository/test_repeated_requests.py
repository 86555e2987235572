"""What an idempotency key promises, whatever stores its record."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tasklake.errors import IdempotencyKeyReusedError, UserNotActiveError, UserNotFoundError
from tasklake.idempotency import IdempotencyKey
from tasklake.models import Task, TaskStatus, User
from tasklake.repository import TaskQuery, TaskRepository
from tests.integration.shared.repository.standing_clock import StandingClock

type NewTask = Callable[..., Task]

KEY = IdempotencyKey("8e03978e-40d5-43dd-bc93-6894a57f9324", "fingerprint")


@pytest.fixture(autouse=True)
def ada(add_user: Callable[..., User]) -> User:
    return add_user("ada")


def stored(tasks: TaskRepository, user_id: str = "ada") -> list[Task]:
    return list(tasks.list_for_user(user_id, TaskQuery(), limit=25).items)


def test_the_first_request_adds_its_task(tasks: TaskRepository, new_task: NewTask) -> None:
    task = new_task()

    assert tasks.add(task, key=KEY) == task
    assert stored(tasks) == [task]


@pytest.mark.parametrize(
    "fields",
    [{}, {"description": "With figures", "category": "finance"}, {"status": TaskStatus.COMPLETED}],
    ids=["least", "more", "completed"],
)
def test_a_repetition_gets_the_first_task(
    tasks: TaskRepository, new_task: NewTask, clock: StandingClock, fields: dict[str, object]
) -> None:
    completed_at = "status" in fields
    first = new_task(**fields, request_id="first")
    first = replace(first, completed_at=first.created_at if completed_at else None)
    tasks.add(first, key=KEY)
    clock.tick()
    again = new_task(**fields, request_id="second")
    again = replace(again, completed_at=again.created_at if completed_at else None)

    assert tasks.add(again, key=KEY) == first
    assert stored(tasks) == [first]


def test_without_a_key_every_request_adds_a_task(tasks: TaskRepository, new_task: NewTask) -> None:
    tasks.add(new_task())
    tasks.add(new_task())

    assert len(stored(tasks)) == 2


@pytest.mark.parametrize("act", ["change", "remove"])
def test_the_first_answer_stays_whatever_becomes_of_its_task(
    tasks: TaskRepository, new_task: NewTask, act: str
) -> None:
    first = tasks.add(new_task(), key=KEY)
    if act == "change":
        tasks.update("ada", first.id, {"title": "Changed"}, request_id="x")
    else:
        tasks.remove("ada", first.id, request_id="deleting")
    left = stored(tasks)

    assert tasks.add(new_task(), key=KEY) == first
    assert stored(tasks) == left


def test_a_key_belongs_to_one_content(tasks: TaskRepository, new_task: NewTask) -> None:
    first = tasks.add(new_task(), key=KEY)

    with pytest.raises(IdempotencyKeyReusedError, match="use a new key"):
        tasks.add(new_task(title="Another"), key=replace(KEY, fingerprint="another"))

    assert stored(tasks) == [first]


def test_a_key_belongs_to_one_user(
    tasks: TaskRepository, new_task: NewTask, add_user: Callable[..., User]
) -> None:
    add_user("bob")
    adas, bobs = new_task(), new_task("bob")

    assert tasks.add(adas, key=KEY) == adas
    assert tasks.add(bobs, key=KEY) == bobs
    assert (stored(tasks), stored(tasks, "bob")) == ([adas], [bobs])


def test_keys_are_compared_to_the_letter(tasks: TaskRepository, new_task: NewTask) -> None:
    for text in ("k", "K", " k", "k#1"):
        task = new_task()
        assert tasks.add(task, key=replace(KEY, text=text)) == task

    assert len(stored(tasks)) == 4


def test_a_record_counts_for_a_day(tasks: TaskRepository, new_task: NewTask, clock: StandingClock) -> None:
    first = tasks.add(new_task(), key=KEY)
    clock.tick(timedelta(hours=24) - timedelta(seconds=1))
    assert tasks.add(new_task(), key=KEY) == first

    clock.tick(timedelta(seconds=1))
    another = new_task(title="Another")
    other_content = replace(KEY, fingerprint="another")

    assert tasks.add(another, key=other_content) == another
    assert tasks.add(new_task(title="Another"), key=other_content) == another
    assert stored(tasks) == [first, another]


def test_what_is_refused_uses_up_no_key(
    tasks: TaskRepository, new_task: NewTask, add_user: Callable[..., User]
) -> None:
    with pytest.raises(UserNotFoundError):
        tasks.add(new_task("bob"), key=KEY)
    add_user("bob")
    task = new_task("bob")

    assert tasks.add(task, key=KEY) == task


def test_a_user_being_erased_gets_no_answer_again(
    tasks: TaskRepository, new_task: NewTask, mark_erasing: Callable[[str], None]
) -> None:
    tasks.add(new_task(), key=KEY)
    mark_erasing("ada")

    with pytest.raises(UserNotActiveError):
        tasks.add(new_task(), key=KEY)
