"""An erasure that ends at any point is finished by the next run, and nobody sees an orphan in between."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from tasklake.errors import TaskNotFoundError, UserErasedError, UserNotActiveError
from tasklake.idempotency import IdempotencyKey
from tasklake.models import Revision, create_user, utc_now
from tasklake.repository import dynamodb_user_erasure
from tasklake.repository.dynamodb_tasks import DynamoDBTaskRepository
from tasklake.repository.dynamodb_user_erasure import DynamoDBUserErasure
from tasklake.repository.dynamodb_users import DynamoDBUserRepository
from tasklake_operations.erasure_ledger import ErasureLedger
from tasklake_user_erasure.erasure import erase
from tasklake_user_erasure.marked_profile import MarkedProfile
from tasklake_user_erasure.stores import Ledger
from tests.integration.tasks_table import create_ledger
from tests.integration.user_erasure.erasing_system import new_task
from tests.integration.user_erasure.interruptions import Crash, InterruptedUserPool, Interruptions

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

EDGES = ("before-call.dynamodb", "after-call.dynamodb")

EDGES_IN_ALL = 30
"""Of an erasure whose runs hand on after each batch: two of every call."""

BEFORE_EACH_CALL = range(0, EDGES_IN_ALL, 2)
"""Where one call has ended, nothing is other than where the next one begins."""


def always() -> bool:
    return True


def never() -> bool:
    return False


class World:
    """Ada, marked, with 5 tasks and a record; Bob, who stays; the stream of Ada's marked profiles."""

    def __init__(self, table_name: str, client: "DynamoDBClient", crashing: "DynamoDBClient") -> None:
        self.table_name, self.client, self.crashing = table_name, client, crashing
        self.ledger = f"{table_name}-ledger"
        create_ledger(client, self.ledger)
        self.users = DynamoDBUserRepository(client, table_name)
        self.tasks = DynamoDBTaskRepository(client, table_name)
        for user_id in ("ada", "bob"):
            self.add_profile(user_id, f"{user_id}@example.org")
        self.tasks.add(new_task("ada"), key=IdempotencyKey("key", "fingerprint"))
        self.tasks.add(new_task("bob"), key=IdempotencyKey("key", "fingerprint"))
        self.last_task = [self.tasks.add(new_task("ada")) for _ in range(4)][-1]
        self.bobs = self.items("bob")
        self.users.begin_erasure("ada", request_id="erasing")

    def add_profile(self, user_id: str, email: str) -> None:
        self.users.add(
            create_user(user_id=user_id, email=email, name="N", now=utc_now(), request_id="adding")
        )

    def items(self, of: str) -> list[Any]:
        """Return a user's partition and claim."""
        found = self.client.scan(TableName=self.table_name, ConsistentRead=True)["Items"]
        return [
            item for item in found if item["pk"] == {"S": f"USER#{of}"} or item.get("user_id") == {"S": of}
        ]

    def create_as_ada(self) -> None:
        """Try what must be refused from the mark on."""
        with pytest.raises((UserNotActiveError, UserErasedError)):
            self.tasks.add(new_task("ada"))

    def sign_up_as_ada(self) -> None:
        """Try what must be refused from the mark on."""
        with pytest.raises((UserNotActiveError, UserErasedError)):
            self.add_profile("ada", "again@example.org")

    def change_as_ada(self) -> None:
        """Change a task for as long as it is there."""
        with suppress(TaskNotFoundError, UserErasedError):
            self.tasks.update("ada", self.last_task.id, {"title": "Changed"}, request_id="changing")

    def overtake(self) -> None:
        """Erase Ada in another run, and let somebody else have her address."""
        erasure = DynamoDBUserErasure(self.client, self.table_name)
        ledger = Ledger(self.client, self.ledger)
        erase(MarkedProfile("ada", Revision(0, 2)), erasure, self.user_pool.delete_user, ledger.add, always)
        self.add_profile("eve", "ada@example.org")

    def run(
        self,
        countdowns: list[int],
        meanwhile: Callable[[], None] = lambda: None,
        has_time: Callable[[], bool] = never,
        is_delivered_again: Callable[[], bool] = never,
    ) -> int:
        """Deliver the stream of marked profiles at least once each, in order; return how many runs crashed."""
        interruptions = Interruptions(countdowns, meanwhile)
        self.user_pool = InterruptedUserPool(interruptions, "ada", "bob")
        erasure = DynamoDBUserErasure(self.crashing, self.table_name)
        ledger = Ledger(self.crashing, self.ledger)
        for edge in EDGES:
            self.crashing.meta.events.register(edge, interruptions.pass_edge)
        try:
            next_version, newest, crashes = 2, 2, 0
            while next_version <= newest:
                try:
                    profile = MarkedProfile("ada", Revision(0, next_version))
                    erase(profile, erasure, self.user_pool.delete_user, ledger.add, has_time)
                    next_version += not is_delivered_again()
                except Crash:
                    crashes += 1
                newest = self.check_nothing_is_orphaned() or newest
        finally:
            for edge in EDGES:
                self.crashing.meta.events.unregister(edge, interruptions.pass_edge)
        return crashes

    def check_nothing_is_orphaned(self) -> int | None:
        """While anything is left, so is the marked profile, whose version is returned."""
        items = {item["sk"]["S"]: item for item in self.items("ada")}
        if "PROFILE" in items:
            assert "EMAIL" in items
            assert "ERASED" not in items
            return int(items["PROFILE"]["version"]["N"])
        assert set(items) == {"ERASED"}
        assert "ada" not in self.user_pool.user_ids
        assert [each.user_id for each in ErasureLedger(self.client, self.ledger).erasures()] == ["ada"]
        return None


@pytest.fixture(scope="module", autouse=True)
def batches_of_two() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dynamodb_user_erasure, "BATCH", 2)
        yield


@pytest.fixture(scope="module")
def new_world(
    dynamodb: "DynamoDBClient", crashing_dynamodb: "DynamoDBClient", new_table: Callable[[], str]
) -> Callable[[], World]:
    return lambda: World(new_table(), dynamodb, crashing_dynamodb)


@pytest.mark.parametrize(
    "seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.journey) for seed in range(4, 8))]
)
def test_an_erasure_that_crashes_anywhere_is_finished(new_world: Callable[[], World], seed: int) -> None:
    chance = Random(seed)  # noqa: S311  # repeatable, not secret
    world = new_world()

    def write_as_ada() -> None:
        chance.choice([world.create_as_ada, world.sign_up_as_ada, world.change_as_ada])()

    world.run(
        [chance.randint(0, 12) for _ in range(8)],
        meanwhile=write_as_ada,
        has_time=lambda: chance.random() < 0.5,
        is_delivered_again=lambda: chance.random() < 0.3,
    )

    assert [item["sk"] for item in world.items("ada")] == [{"S": "ERASED"}]
    assert world.user_pool.user_ids == {"bob"}
    assert world.items("bob") == world.bobs


@pytest.mark.parametrize("edge", [*BEFORE_EACH_CALL, EDGES_IN_ALL - 1, EDGES_IN_ALL])
def test_a_crash_at_any_one_edge_is_recovered_from(new_world: Callable[[], World], edge: int) -> None:
    world = new_world()

    assert world.run([edge]) == (edge < EDGES_IN_ALL)

    assert [item["sk"] for item in world.items("ada")] == [{"S": "ERASED"}]
    assert world.user_pool.user_ids == {"bob"}


@pytest.mark.parametrize("edge", BEFORE_EACH_CALL)
def test_a_run_that_another_one_overtakes_does_no_harm(new_world: Callable[[], World], edge: int) -> None:
    world = new_world()
    edges = count()

    world.run([], meanwhile=lambda: world.overtake() if next(edges) == edge else None)

    assert [item["sk"] for item in world.items("ada")] == [{"S": "ERASED"}]
    assert [item["sk"] for item in world.items("eve")] == [{"S": "EMAIL"}, {"S": "PROFILE"}]
    assert world.user_pool.user_ids == {"bob"}
