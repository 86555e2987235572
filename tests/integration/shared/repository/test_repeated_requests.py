"""What an idempotency key promises, whatever stores its record."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tasklake.errors import IdempotencyKeyReusedError, UserNotActiveError, UserNotFoundError
from tasklake.idempotency import IdempotencyKey
from tasklake.models import Task, TaskStatus
from tasklake.repository import TaskQuery
from tests.integration.shared.repository.store import Store

pytestmark = pytest.mark.usefixtures("ada")


KEY = IdempotencyKey("8e03978e-40d5-43dd-bc93-6894a57f9324", "fingerprint")


def stored(store: Store, user_id: str = "ada") -> list[Task]:
    return list(store.tasks.list_for_user(user_id, TaskQuery(), limit=25).items)


@pytest.mark.parametrize(
    "fields",
    [{}, {"description": "With figures", "category": "finance"}, {"status": TaskStatus.COMPLETED}],
    ids=["least", "more", "completed"],
)
def test_a_repetition_gets_the_first_task(store: Store, fields: dict[str, object]) -> None:
    completed_at = "status" in fields
    first = store.new_task(**fields, request_id="first")
    first = replace(first, completed_at=first.created_at if completed_at else None)
    store.tasks.add(first, key=KEY)
    store.tick()
    again = store.new_task(**fields, request_id="second")
    again = replace(again, completed_at=again.created_at if completed_at else None)

    assert store.tasks.add(again, key=KEY) == first
    assert stored(store) == [first]


def test_without_a_key_every_request_adds_a_task(store: Store) -> None:
    store.tasks.add(store.new_task())
    store.tasks.add(store.new_task())

    assert len(stored(store)) == 2


@pytest.mark.parametrize("act", ["change", "remove"])
def test_the_first_answer_stays_whatever_becomes_of_its_task(store: Store, act: str) -> None:
    first = store.tasks.add(store.new_task(), key=KEY)
    if act == "change":
        store.tasks.update("ada", first.id, {"title": "Changed"}, request_id="x")
    else:
        store.tasks.remove("ada", first.id, request_id="deleting")
    left = stored(store)

    assert store.tasks.add(store.new_task(), key=KEY) == first
    assert stored(store) == left


def test_a_key_belongs_to_one_content(store: Store) -> None:
    first = store.tasks.add(store.new_task(), key=KEY)

    with pytest.raises(IdempotencyKeyReusedError, match="use a new key"):
        store.tasks.add(store.new_task(title="Another"), key=replace(KEY, fingerprint="another"))

    assert stored(store) == [first]


def test_a_key_belongs_to_one_user(store: Store) -> None:
    store.add_user("bob")
    adas, bobs = store.new_task(), store.new_task("bob")

    assert store.tasks.add(adas, key=KEY) == adas
    assert store.tasks.add(bobs, key=KEY) == bobs
    assert (stored(store), stored(store, "bob")) == ([adas], [bobs])


def test_keys_are_compared_to_the_letter(store: Store) -> None:
    for text in ("k", "K", " k", "k#1"):
        task = store.new_task()
        assert store.tasks.add(task, key=replace(KEY, text=text)) == task

    assert len(stored(store)) == 4


def test_a_record_counts_for_a_day(store: Store) -> None:
    first = store.tasks.add(store.new_task(), key=KEY)
    store.tick(timedelta(hours=24) - timedelta(seconds=1))
    assert store.tasks.add(store.new_task(), key=KEY) == first

    store.tick(timedelta(seconds=1))
    another = store.new_task(title="Another")
    other_content = replace(KEY, fingerprint="another")

    assert store.tasks.add(another, key=other_content) == another
    assert store.tasks.add(store.new_task(title="Another"), key=other_content) == another
    assert stored(store) == [first, another]


def test_what_is_refused_uses_up_no_key(store: Store) -> None:
    with pytest.raises(UserNotFoundError):
        store.tasks.add(store.new_task("bob"), key=KEY)
    store.add_user("bob")
    task = store.new_task("bob")

    assert store.tasks.add(task, key=KEY) == task


def test_a_user_being_erased_gets_no_answer_again(store: Store) -> None:
    store.tasks.add(store.new_task(), key=KEY)
    store.mark_erasing("ada")

    with pytest.raises(UserNotActiveError):
        store.tasks.add(store.new_task(), key=KEY)
