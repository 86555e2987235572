"""What one run of an erasure does, over users and tasks in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from tasklake.errors import UserNotFoundError
from tasklake.idempotency import IdempotencyKey
from tasklake.models import Revision, Task, User, UserStatus, create_task, create_user
from tasklake_user_erasure.erasure import Outcome, Run, erase
from tasklake_user_erasure.marked_profile import MarkedProfile
from tests.in_memory.erasure import InMemoryUserErasure
from tests.in_memory.repositories import InMemoryTaskRepository, InMemoryUserRepository
from tests.unit.user_erasure.in_memory import InMemoryLedger, InMemoryUserPool

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def always() -> bool:
    return True


def never() -> bool:
    return False


@dataclass
class World:
    """Ada with tasks and a record, Bob with a task, an account for each."""

    users: InMemoryUserRepository = field(default_factory=InMemoryUserRepository)
    user_pool: InMemoryUserPool = field(default_factory=lambda: InMemoryUserPool("ada", "bob"))
    ledger: InMemoryLedger = field(default_factory=InMemoryLedger)

    def __post_init__(self) -> None:
        self.tasks = InMemoryTaskRepository(self.users)
        self.erasure = InMemoryUserErasure(self.users, self.tasks)

    def add_user(self, user_id: str, tasks: int) -> None:
        email = f"{user_id}@example.org"
        self.users.add(create_user(user_id=user_id, email=email, name="N", now=NOW, request_id="adding"))
        for number in range(tasks):
            self.add_task(user_id, IdempotencyKey(f"key-{number}", "fingerprint") if number < 2 else None)

    def add_task(self, user_id: str, key: IdempotencyKey | None = None) -> Task:
        task = create_task(user_id=user_id, title="T", now=NOW, request_id="adding")
        return self.tasks.add(task, key=key)

    def mark(self, user_id: str) -> MarkedProfile:
        return MarkedProfile(user_id, self.users.begin_erasure(user_id, request_id="erasing").revision)

    def run(self, profile: MarkedProfile, has_time: Callable[[], bool] = always) -> Run:
        return erase(profile, self.erasure, self.user_pool.delete_user, self.ledger.add, has_time)

    def profile(self, user_id: str) -> User:
        return self.users.get(user_id)


@pytest.fixture
def world() -> World:
    world = World()
    world.add_user("ada", tasks=60)
    world.add_user("bob", tasks=1)
    return world


def test_a_run_without_time_removes_one_batch_and_leaves_the_rest_to_the_next_version(world: World) -> None:
    marked = world.mark("ada")

    assert world.run(marked, never) == Run(Outcome.CONTINUES, removed=50)

    assert (world.profile("ada").status, world.profile("ada").version) == (UserStatus.ERASING, 3)
    assert world.user_pool.user_ids == {"ada", "bob"}
    assert world.ledger.user_ids == set()
    runs = [world.run(MarkedProfile("ada", Revision(0, version)), never) for version in (3, 4)]
    assert runs == [
        Run(Outcome.CONTINUES, removed=12),
        Run(Outcome.COMPLETED, removed=0),
    ]


def test_a_record_of_a_user_who_is_kept_after_all_does_no_harm(world: World) -> None:
    active = world.profile("bob")

    assert world.run(MarkedProfile("bob", Revision(0, 2))) == Run(Outcome.NOT_MARKED, removed=0)

    assert world.profile("bob") == active
    assert world.ledger.user_ids == set()
    assert world.user_pool.user_ids == {"ada", "bob"}
    assert len([owner for owner, _ in world.tasks.tasks if owner == "bob"]) == 1


def test_an_account_that_is_gone_already_is_no_obstacle(world: World) -> None:
    marked = world.mark("ada")
    world.user_pool.user_ids.remove("ada")

    assert world.run(marked).outcome is Outcome.COMPLETED


def test_a_user_without_a_profile_is_no_error(world: World) -> None:
    assert world.run(MarkedProfile("nobody", Revision(0, 2))) == Run(Outcome.COMPLETED, removed=0)
    with pytest.raises(UserNotFoundError):
        world.profile("nobody")
