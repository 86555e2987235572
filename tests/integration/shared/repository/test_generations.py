"""What a restore of the table changes for what is written from then on, whatever stores it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tasklake.errors import VersionMismatchError
from tasklake.models import Revision, Task, User, UserChanges, create_user
from tasklake.repository import TaskRepository, UserErasure, UserRepository
from tasklake.repository.dynamodb_tasks import DynamoDBTaskRepository
from tasklake.repository.dynamodb_user_erasure import DynamoDBUserErasure
from tasklake.repository.dynamodb_users import DynamoDBUserRepository
from tests.in_memory.erasure import InMemoryUserErasure
from tests.in_memory.repositories import InMemoryTaskRepository, InMemoryUserRepository
from tests.integration.shared.repository.other_writers import Answer, error
from tests.integration.shared.repository.standing_clock import StandingClock

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

STORED = Revision(0, 1)
OF_ANOTHER_GENERATION = Revision(1, 1)


@pytest.fixture(autouse=True)
def ada(add_user: Callable[..., User]) -> User:
    return add_user("ada")


@pytest.fixture
def users_restored(
    users: UserRepository, dynamodb: "DynamoDBClient", table_name: str, clock: StandingClock
) -> UserRepository:
    """The same profiles, in a table that has been restored once."""
    if isinstance(users, InMemoryUserRepository):
        restored = InMemoryUserRepository(clock, generation=1)
        restored.users, restored.erased = users.users, users.erased
        return restored
    return DynamoDBUserRepository(dynamodb, table_name, clock, generation=1)


@pytest.fixture
def tasks_restored(
    tasks: TaskRepository,
    users_restored: UserRepository,
    dynamodb: "DynamoDBClient",
    table_name: str,
    clock: StandingClock,
) -> TaskRepository:
    """The same tasks, in a table that has been restored once."""
    if isinstance(tasks, InMemoryTaskRepository) and isinstance(users_restored, InMemoryUserRepository):
        restored = InMemoryTaskRepository(users_restored, clock, generation=1)
        restored.tasks = tasks.tasks
        return restored
    return DynamoDBTaskRepository(dynamodb, table_name, clock, generation=1)


@pytest.fixture
def erasure_restored(
    users_restored: UserRepository,
    tasks_restored: TaskRepository,
    dynamodb: "DynamoDBClient",
    table_name: str,
    clock: StandingClock,
) -> UserErasure:
    if isinstance(users_restored, InMemoryUserRepository) and isinstance(
        tasks_restored, InMemoryTaskRepository
    ):
        return InMemoryUserErasure(users_restored, tasks_restored, clock, generation=1)
    return DynamoDBUserErasure(dynamodb, table_name, clock, generation=1)


def test_a_new_task_has_the_tables_generation(
    tasks_restored: TaskRepository, new_task: Callable[..., Task]
) -> None:
    added = tasks_restored.add(new_task())

    assert added.revision == Revision(1, 1)
    assert tasks_restored.get("ada", added.id) == added


def test_a_new_profile_has_the_tables_generation(
    users_restored: UserRepository, clock: StandingClock
) -> None:
    added = users_restored.add(
        create_user(user_id="bob", email="bob@example.org", name="Bob", now=clock.now, request_id="adding")
    )

    assert added.revision == Revision(1, 1)
    assert users_restored.get("bob") == added


def test_a_changed_task_moves_to_the_tables_generation(
    tasks_restored: TaskRepository, add_task: Callable[..., Task]
) -> None:
    task = add_task()

    changed = tasks_restored.update("ada", task.id, {"title": "Changed"}, request_id="x", expected=STORED)

    assert changed.revision == Revision(1, 2)
    assert tasks_restored.get("ada", task.id) == changed


@pytest.mark.parametrize("changes", [UserChanges(name="Countess"), UserChanges(email="new@example.org")])
def test_a_changed_profile_moves_to_the_tables_generation(
    users_restored: UserRepository, changes: UserChanges
) -> None:
    changed = users_restored.update("ada", changes, request_id="x", expected=STORED)

    assert changed.revision == Revision(1, 2)
    assert users_restored.get("ada") == changed


@pytest.mark.parametrize("implementation", ["dynamodb"], indirect=True)
def test_a_tombstone_has_the_tables_generation(
    tasks_restored: TaskRepository,
    add_task: Callable[..., Task],
    answer: Answer,
    dynamodb: "DynamoDBClient",
    table_name: str,
) -> None:
    task = add_task()
    # The delete ends behind its first step, or nothing but the stream would show the tombstone.
    answer("BatchWriteItem", [error("InternalServerError")])

    tasks_restored.remove("ada", task.id, request_id="deleting", expected=STORED)

    key = {"pk": {"S": "USER#ada"}, "sk": {"S": f"TASK#{task.id}"}}
    tombstone = dynamodb.get_item(TableName=table_name, Key=key).get("Item", {})
    assert (tombstone.get("generation"), tombstone.get("version")) == ({"N": "1"}, {"N": "2"})


def test_a_marked_profile_moves_to_the_tables_generation(users_restored: UserRepository) -> None:
    marked = users_restored.begin_erasure("ada", request_id="erasing", expected=STORED)

    assert marked.revision == Revision(1, 2)
    assert users_restored.get("ada") == marked


def test_an_erasure_that_continues_moves_its_profile_to_the_tables_generation(
    users: UserRepository, users_restored: UserRepository, erasure_restored: UserErasure
) -> None:
    marked = users.begin_erasure("ada", request_id="erasing")

    erasure_restored.continue_later("ada", marked.revision)

    assert users_restored.get("ada").revision == Revision(1, 3)


def test_the_same_version_of_another_generation_is_another_version_of_a_task(
    tasks: TaskRepository, add_task: Callable[..., Task]
) -> None:
    task = add_task()

    with pytest.raises(VersionMismatchError, match=r"^Version 1\.1 was expected, but version 1 is") as caught:
        tasks.update("ada", task.id, {"title": "Lost"}, request_id="x", expected=OF_ANOTHER_GENERATION)
    with pytest.raises(VersionMismatchError):
        tasks.remove("ada", task.id, request_id="x", expected=OF_ANOTHER_GENERATION)

    assert caught.value.current == STORED
    assert tasks.get("ada", task.id) == task


def test_the_same_version_of_another_generation_is_another_version_of_a_profile(
    users: UserRepository, ada: User
) -> None:
    for changes in (UserChanges(name="Lost"), UserChanges(email="lost@example.org")):
        with pytest.raises(VersionMismatchError) as caught:
            users.update("ada", changes, request_id="x", expected=OF_ANOTHER_GENERATION)
        assert caught.value.current == STORED
    with pytest.raises(VersionMismatchError):
        users.begin_erasure("ada", request_id="x", expected=OF_ANOTHER_GENERATION)

    assert users.get("ada") == ada
