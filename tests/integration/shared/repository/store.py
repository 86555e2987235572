"""Users and tasks in either implementation, over a clock that stands still until it is told to tick."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tasklake.models import Task, User, create_task, create_user
from tasklake.repository import TaskRepository, UserRepository
from tasklake.repository.dynamodb_tasks import DynamoDBTaskRepository
from tasklake.repository.dynamodb_user_erasure import DynamoDBUserErasure
from tasklake.repository.dynamodb_users import DynamoDBUserRepository
from tasklake.repository.erasure import UserErasure
from tests.in_memory.erasure import InMemoryUserErasure
from tests.in_memory.repositories import InMemoryTaskRepository, InMemoryUserRepository

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


class StandingClock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Store:
    users: UserRepository
    tasks: TaskRepository
    erasure: UserErasure
    clock: StandingClock

    def tick(self, by: timedelta = timedelta(seconds=1)) -> datetime:
        """Let time pass and return the time then."""
        self.clock.now += by
        return self.clock.now

    def add_user(self, user_id: str, **fields: object) -> User:
        user = create_user(
            user_id=user_id,
            email=f"{user_id}@example.org",
            name=user_id.title(),
            now=self.clock.now,
            request_id="adding",
        )
        return self.users.add(replace(user, **fields))

    def mark_erasing(self, user_id: str) -> None:
        self.users.begin_erasure(user_id, request_id="erasing")

    def new_task(self, user_id: str = "ada", /, **fields: object) -> Task:
        task = create_task(user_id=user_id, title="Write the report", now=self.clock.now, request_id="adding")
        return replace(task, **fields)

    def add_task(self, user_id: str = "ada", /, **fields: object) -> Task:
        return self.tasks.add(self.new_task(user_id, **fields))


def in_memory(clock: StandingClock, generation: int = 0, *, items_of: Store | None = None) -> Store:
    users = InMemoryUserRepository(clock, generation)
    tasks = InMemoryTaskRepository(users, clock, generation)
    if items_of:
        assert isinstance(items_of.users, InMemoryUserRepository)
        assert isinstance(items_of.tasks, InMemoryTaskRepository)
        users.users, users.erased = items_of.users.users, items_of.users.erased
        tasks.tasks = items_of.tasks.tasks
    return Store(users, tasks, InMemoryUserErasure(users, tasks, clock, generation), clock)


def in_dynamodb(
    client: "DynamoDBClient", table_name: str, clock: StandingClock, generation: int = 0
) -> Store:
    return Store(
        DynamoDBUserRepository(client, table_name, clock, generation),
        DynamoDBTaskRepository(client, table_name, clock, generation),
        DynamoDBUserErasure(client, table_name, clock, generation),
        clock,
    )
