"""What an idempotency key promises, whatever stores its record."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tasklake.errors import UserNotActiveError
from tasklake.idempotency import IdempotencyKey
from tasklake.models import Task
from tasklake.repository import TaskQuery
from tests.integration.shared.repository.store import Store

pytestmark = pytest.mark.usefixtures("ada")


KEY = IdempotencyKey("8e03978e-40d5-43dd-bc93-6894a57f9324", "fingerprint")


def stored(store: Store, user_id: str = "ada") -> list[Task]:
    return list(store.tasks.list_for_user(user_id, TaskQuery(), limit=25).items)


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


def test_a_user_being_erased_gets_no_answer_again(store: Store) -> None:
    store.tasks.add(store.new_task(), key=KEY)
    store.mark_erasing("ada")

    with pytest.raises(UserNotActiveError):
        store.tasks.add(store.new_task(), key=KEY)
