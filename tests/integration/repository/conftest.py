"""Both implementations over the same clock: one in memory, one in a table that moto keeps in this process."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.model import OperationModel
from moto import mock_aws

from tasklake.items import item_from_user
from tasklake.models import Task, TaskPriority, TaskStatus, User, UserStatus, create_task, create_user
from tasklake.repository import TaskRepository, UserRepository
from tasklake.repository.dynamodb_tasks import DynamoDBTaskRepository
from tasklake.repository.dynamodb_users import DynamoDBUserRepository
from tasklake.repository.in_memory import InMemoryTaskRepository, InMemoryUserRepository
from tests.integration.repository.request_rules import check_request
from tests.integration.tasks_table import create_tasks_table

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


class Clock:
    """Stands still until told to tick."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def tick(self) -> datetime:
        """Let a second pass and return the time then."""
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture(params=["in_memory", "dynamodb"])
def implementation(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def dynamodb() -> "Iterator[DynamoDBClient]":
    with mock_aws():
        # Any: boto3's own overloads name the stubs of services that are not installed.
        session: Any = boto3.Session("test", "test", region_name="us-east-1")
        client: DynamoDBClient = session.client("dynamodb")
        client.meta.events.register("provide-client-params.dynamodb", check_request)
        yield client


@pytest.fixture(scope="module")
def new_table(dynamodb: "DynamoDBClient") -> Callable[[], str]:
    numbers = count(1)

    def create() -> str:
        name = f"tasklake-{next(numbers)}"
        create_tasks_table(dynamodb, name)
        return name

    return create


@pytest.fixture
def table_name(new_table: Callable[[], str]) -> str:
    return new_table()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tick(clock: Clock) -> Callable[[], datetime]:
    return clock.tick


@pytest.fixture
def users(implementation: str, dynamodb: "DynamoDBClient", table_name: str, clock: Clock) -> UserRepository:
    if implementation == "in_memory":
        return InMemoryUserRepository(clock)
    return DynamoDBUserRepository(dynamodb, table_name, clock)


@pytest.fixture
def tasks(users: UserRepository, dynamodb: "DynamoDBClient", table_name: str, clock: Clock) -> TaskRepository:
    if isinstance(users, InMemoryUserRepository):
        return InMemoryTaskRepository(users, clock)
    return DynamoDBTaskRepository(dynamodb, table_name, clock)


@pytest.fixture
def mark_erasing(users: UserRepository, dynamodb: "DynamoDBClient", table_name: str) -> Callable[[str], None]:
    def mark(user_id: str) -> None:
        erasing = replace(users.get(user_id), status=UserStatus.ERASING)
        if isinstance(users, InMemoryUserRepository):
            users.users[user_id] = erasing
        else:
            dynamodb.put_item(TableName=table_name, Item=item_from_user(erasing))

    return mark


@pytest.fixture
def add_user(users: UserRepository, clock: Clock) -> Callable[..., User]:
    def add(user_id: str, **fields: object) -> User:
        user = create_user(
            user_id=user_id,
            email=f"{user_id}@example.org",
            name=user_id.title(),
            now=clock.now,
            request_id="adding",
        )
        users.add(user := replace(user, **fields))
        return user

    return add


@pytest.fixture
def new_task(clock: Clock) -> Callable[..., Task]:
    def create(user_id: str = "ada", **fields: object) -> Task:
        task = create_task(
            user_id=user_id,
            title="Write the report",
            description=None,
            status=TaskStatus.PENDING,
            priority=TaskPriority.MEDIUM,
            category=None,
            due_date=None,
            now=clock.now,
            request_id="adding",
        )
        return replace(task, **fields)

    return create


@pytest.fixture
def add_task(tasks: TaskRepository, new_task: Callable[..., Task]) -> Callable[..., Task]:
    def add(user_id: str = "ada", **fields: object) -> Task:
        tasks.add(task := new_task(user_id, **fields))
        return task

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
