"""Many writers at the same items, in threads of their own."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from tasklake.errors import EmailTakenError, UserNotActiveError, VersionMismatchError, WriteConflictError
from tasklake.idempotency import IdempotencyKey
from tasklake.models import Task, User
from tasklake.repository import TaskQuery, TaskRepository, UserErasure, UserRepository
from tests.integration.concurrent_requests import Arbiter, at_once, concurrent_requests

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

pytestmark = pytest.mark.parametrize("implementation", ["dynamodb"], indirect=True)


@pytest.fixture(autouse=True)
def ada(add_user: Callable[..., User]) -> User:
    return add_user("ada")


@pytest.fixture
def arbiter(dynamodb: "DynamoDBClient", ada: User) -> Iterator[Arbiter]:
    with concurrent_requests(dynamodb) as arbiter:
        yield arbiter


def test_many_requests_of_one_key_add_one_task(
    tasks: TaskRepository, new_task: Callable[..., Task], arbiter: Arbiter
) -> None:
    key = IdempotencyKey("key", "fingerprint")

    answers = at_once(100, lambda number: tasks.add(new_task(request_id=f"request-{number}"), key=key))

    (stored,) = tasks.list_for_user("ada", TaskQuery(), limit=25).items
    assert answers == [stored] * 100
    assert arbiter.conflicts > 0


def test_no_update_is_lost(tasks: TaskRepository, new_task: Callable[..., Task], arbiter: Arbiter) -> None:
    task = tasks.add(new_task(title="0"))

    def count_one_up(number: int) -> int:
        """Add 1 to the number in the title as a careful client does; return the tries it took."""
        tries = 1
        while True:
            read = tasks.get("ada", task.id)
            try:
                tasks.update(
                    "ada",
                    task.id,
                    {"title": str(int(read.title) + 1)},
                    request_id=f"request-{number}",
                    expected=read.revision,
                )
            except VersionMismatchError:
                tries += 1
            else:
                return tries

    tries = at_once(16, count_one_up)

    updated = tasks.get("ada", task.id)
    assert (updated.title, updated.version) == ("16", 17)
    assert sum(tries) > 16


def persistently[Result](act: Callable[[], Result]) -> Result:
    """Act as a client that tries again after a conflict, as the conflict says."""
    while True:
        try:
            return act()
        except WriteConflictError:
            continue


def test_one_of_many_gets_an_address(
    users: UserRepository, add_user: Callable[..., User], arbiter: Arbiter
) -> None:
    def sign_up(number: int) -> str | None:
        try:
            return persistently(lambda: add_user(f"user-{number}", email="wanted@example.org")).id
        except EmailTakenError:
            return None

    outcomes = at_once(16, sign_up)

    owner = users.find_by_email("wanted@example.org")
    assert owner
    assert Counter(outcomes) == {owner.id: 1, None: 15}
    assert [user.id for user in users.list_active(limit=25).items] == ["ada", owner.id]


def test_one_of_many_moves_to_an_address(
    users: UserRepository, add_user: Callable[..., User], arbiter: Arbiter
) -> None:
    before = [add_user(f"user-{number}") for number in range(8)]

    def move(number: int) -> bool:
        try:
            persistently(
                lambda: users.update(f"user-{number}", {"email": "wanted@example.org"}, request_id="x")
            )
        except EmailTakenError:
            return False
        return True

    outcomes = at_once(8, move)

    assert outcomes.count(True) == 1
    for user, has_moved in zip(before, outcomes, strict=True):
        assert users.get(user.id).email == ("wanted@example.org" if has_moved else user.email)
        assert users.find_by_email(user.email) == (None if has_moved else user)


def test_no_task_gets_in_behind_an_erasure(
    *,
    users: UserRepository,
    tasks: TaskRepository,
    erasure: UserErasure,
    new_task: Callable[..., Task],
    arbiter: Arbiter,
) -> None:
    def add_until_refused() -> int:
        added = 0
        while True:
            try:
                persistently(lambda: tasks.add(new_task()))
            except UserNotActiveError:
                return added
            added += 1

    def erase() -> int:
        while not tasks.list_for_user("ada", TaskQuery(), limit=1).items:
            pass
        persistently(lambda: users.begin_erasure("ada", request_id="x"))
        removed = 0
        while batch := erasure.remove_possessions("ada"):
            removed += batch
        return removed

    removed, *added = at_once(4, lambda number: add_until_refused() if number else erase())

    assert removed == sum(added) > 0
    assert tasks.list_for_user("ada", TaskQuery(), limit=25).items == ()
