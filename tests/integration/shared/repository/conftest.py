"""Both implementations over the same clock: one in memory, one in a table that moto keeps in this process."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from botocore.model import OperationModel
from moto import mock_aws

from tasklake.models import Task, User, create_task, create_user
from tasklake.repository import TaskRepository, UserErasure, UserRepository
from tasklake.repository.dynamodb_tasks import DynamoDBTaskRepository
from tasklake.repository.dynamodb_user_erasure import DynamoDBUserErasure
from tasklake.repository.dynamodb_users import DynamoDBUserRepository
from tests.in_memory.erasure import InMemoryUserErasure
from tests.in_memory.repositories import InMemoryTaskRepository, InMemoryUserRepository
from tests.integration.shared.repository.other_writers import Answer, Meanwhile, interrupter, scripted_answers
from tests.integration.shared.repository.request_rules import checked_client
from tests.integration.shared.repository.standing_clock import StandingClock
from tests.integration.tasks_table import table_factory

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@pytest.fixture(params=["in_memory", "dynamodb"])
def implementation(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def dynamodb() -> "Iterator[DynamoDBClient]":
    with mock_aws():
        yield checked_client()


@pytest.fixture(scope="module")
def new_table(dynamodb: "DynamoDBClient") -> Callable[[], str]:
    return table_factory(dynamodb)


@pytest.fixture
def table_name(new_table: Callable[[], str]) -> str:
    return new_table()


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def tick(clock: StandingClock) -> Callable[[], datetime]:
    return clock.tick


@pytest.fixture
def users(
    implementation: str, dynamodb: "DynamoDBClient", table_name: str, clock: StandingClock
) -> UserRepository:
    if implementation == "in_memory":
        return InMemoryUserRepository(clock)
    return DynamoDBUserRepository(dynamodb, table_name, clock)


@pytest.fixture
def tasks(
    users: UserRepository, dynamodb: "DynamoDBClient", table_name: str, clock: StandingClock
) -> TaskRepository:
    if isinstance(users, InMemoryUserRepository):
        return InMemoryTaskRepository(users, clock)
    return DynamoDBTaskRepository(dynamodb, table_name, clock)


@pytest.fixture
def erasure(
    users: UserRepository,
    tasks: TaskRepository,
    dynamodb: "DynamoDBClient",
    table_name: str,
    clock: StandingClock,
) -> UserErasure:
    if isinstance(users, InMemoryUserRepository) and isinstance(tasks, InMemoryTaskRepository):
        return InMemoryUserErasure(users, tasks, clock)
    return DynamoDBUserErasure(dynamodb, table_name, clock)


@pytest.fixture
def mark_erasing(users: UserRepository) -> Callable[[str], None]:
    def mark(user_id: str) -> None:
        users.begin_erasure(user_id, request_id="erasing")

    return mark


@pytest.fixture
def add_user(users: UserRepository, clock: StandingClock) -> Callable[..., User]:
    def add(user_id: str, **fields: object) -> User:
        user = create_user(
            user_id=user_id,
            email=f"{user_id}@example.org",
            name=user_id.title(),
            now=clock.now,
            request_id="adding",
        )
        return users.add(replace(user, **fields))

    return add


@pytest.fixture
def new_task(clock: StandingClock) -> Callable[..., Task]:
    def create(user_id: str = "ada", **fields: object) -> Task:
        task = create_task(user_id=user_id, title="Write the report", now=clock.now, request_id="adding")
        return replace(task, **fields)

    return create


@pytest.fixture
def add_task(tasks: TaskRepository, new_task: Callable[..., Task]) -> Callable[..., Task]:
    def add(user_id: str = "ada", **fields: object) -> Task:
        return tasks.add(new_task(user_id, **fields))

    return add


@pytest.fixture
def calls(dynamodb: "DynamoDBClient") -> Iterator[list[str]]:
    """The operations that DynamoDB was asked for since the fixture was set up, until cleared."""
    names: list[str] = []

    def record(model: OperationModel, **_: object) -> None:
        names.append(model.name)

    dynamodb.meta.events.register("provide-client-params.dynamodb", record)
    yield names
    dynamodb.meta.events.unregister("provide-client-params.dynamodb", record)


@pytest.fixture
def answer(dynamodb: "DynamoDBClient") -> Iterator[Answer]:
    with scripted_answers(dynamodb) as queue:
        yield queue


@pytest.fixture
def meanwhile(dynamodb: "DynamoDBClient") -> Meanwhile:
    return interrupter(dynamodb)
