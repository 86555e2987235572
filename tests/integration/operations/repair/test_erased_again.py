"""Profiles of users whom the ledger has as erased, as a restored table has them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from moto import mock_aws

from tasklake.erasure import ledger_item
from tasklake.errors import UserErasedError
from tasklake.models import Revision, UserStatus, create_user, utc_now
from tasklake.repository.dynamodb_user_erasure import DynamoDBUserErasure
from tasklake.repository.dynamodb_users import DynamoDBUserRepository
from tasklake_operations.deployed import clients_in
from tasklake_operations.repair.erased_again import erase_again
from tasklake_operations.stack import StackOutputs
from tests.integration.operations.deployed.fake_pulumi import OUTPUTS
from tests.integration.tasks_table import create_ledger, create_tasks_table

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

STACK = StackOutputs.of(
    OUTPUTS | {"table_name": "tasks-1", "table_generation": 1, "erasure_ledger": "ledger"}
)


@dataclass(frozen=True)
class RestoredTable:
    dynamodb: "DynamoDBClient"

    @property
    def users(self) -> DynamoDBUserRepository:
        """Who wrote before the restore."""
        return DynamoDBUserRepository(self.dynamodb, STACK.table_name)

    def add(self, user_id: str) -> None:
        email = f"{user_id}@example.org"
        self.users.add(create_user(user_id=user_id, email=email, name="N", now=utc_now(), request_id="r"))

    def note_erased(self, user_id: str) -> None:
        self.dynamodb.put_item(TableName=STACK.erasure_ledger, Item=ledger_item(user_id, utc_now()))

    def erase_again(self, *, apply: bool = True) -> int:
        return erase_again(self.dynamodb, STACK, apply=apply)

    def profile(self, user_id: str) -> tuple[UserStatus, Revision]:
        user = self.users.get(user_id)
        return user.status, user.revision


@pytest.fixture
def table() -> Iterator[RestoredTable]:
    """A table with Ada and Bob in it."""
    with mock_aws():
        dynamodb = clients_in("us-east-1").client("dynamodb")
        create_tasks_table(dynamodb, STACK.table_name)
        create_ledger(dynamodb, STACK.erasure_ledger)
        table = RestoredTable(dynamodb)
        table.add("ada")
        table.add("bob")
        yield table


def test_an_erased_user_with_a_profile_is_marked_and_nobody_else(table: RestoredTable) -> None:
    table.note_erased("ada")

    assert table.erase_again() == 1

    assert table.profile("ada") == (UserStatus.ERASING, Revision(1, 2))
    assert table.profile("bob") == (UserStatus.ACTIVE, Revision(0, 1))


@pytest.mark.parametrize("is_in_ledger", [True, False])
def test_an_erasure_that_had_begun_is_moved_on(table: RestoredTable, *, is_in_ledger: bool) -> None:
    table.users.begin_erasure("ada", request_id="erasing")
    if is_in_ledger:
        table.note_erased("ada")

    assert table.erase_again() == 1

    assert table.profile("ada") == (UserStatus.ERASING, Revision(1, 3))


def test_counting_changes_nothing(table: RestoredTable) -> None:
    table.note_erased("ada")
    table.users.begin_erasure("bob", request_id="erasing")

    assert table.erase_again(apply=False) == 2

    assert table.profile("ada") == (UserStatus.ACTIVE, Revision(0, 1))
    assert table.profile("bob") == (UserStatus.ERASING, Revision(0, 2))


def test_whoever_is_erased_by_now_is_left_alone(table: RestoredTable) -> None:
    table.note_erased("ada")
    table.note_erased("never in this table")
    table.erase_again()
    DynamoDBUserErasure(table.dynamodb, STACK.table_name).complete("ada")

    assert table.erase_again() == 0

    with pytest.raises(UserErasedError):
        table.profile("ada")


def test_a_run_that_was_ended_is_finished_by_the_next(table: RestoredTable) -> None:
    table.note_erased("ada")
    table.note_erased("bob")
    calls_left = 3

    def end(**_: object) -> None:
        nonlocal calls_left
        calls_left -= 1
        if not calls_left:
            raise KeyboardInterrupt

    table.dynamodb.meta.events.register("after-call.dynamodb.UpdateItem", end)
    table.dynamodb.meta.events.register("after-call.dynamodb.GetItem", end)
    with pytest.raises(KeyboardInterrupt):
        table.erase_again()
    assert table.profile("ada")[0] is UserStatus.ERASING
    table.dynamodb.meta.events.unregister("after-call.dynamodb.UpdateItem", end)
    table.dynamodb.meta.events.unregister("after-call.dynamodb.GetItem", end)

    assert table.erase_again() == 2

    assert {table.profile(user_id)[0] for user_id in ("ada", "bob")} == {UserStatus.ERASING}
