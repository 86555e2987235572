"""Whom a batch takes out, and who is marked as gone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from moto import mock_aws

from tasklake.erasure import ledger_item
from tasklake.models import create_user
from tasklake.repository.dynamodb_users import DynamoDBUserRepository
from tasklake_lake.windows import Windows
from tasklake_operations.deployed import clients_in
from tasklake_operations.lake_erasure import (
    ErasureLedger,
    NotErasedError,
    quiet_for,
    subjects_of,
    with_leftovers,
)
from tasklake_operations.verification import TableItems
from tests.integration.lake.event_history import utc
from tests.integration.tasks_table import create_ledger, create_tasks_table

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

NOW = utc("2026-03-10T12:00")


@dataclass(frozen=True)
class Table:
    dynamodb: "DynamoDBClient"

    @property
    def ledger(self) -> ErasureLedger:
        return ErasureLedger(self.dynamodb, "ledger")

    def add(self, user_id: str) -> None:
        user = create_user(user_id=user_id, email=f"{user_id}@example.org", name="N", now=NOW, request_id="r")
        DynamoDBUserRepository(self.dynamodb, "tasks").add(user)

    def note_erased(self, user_id: str) -> None:
        self.dynamodb.put_item(TableName="ledger", Item=ledger_item(user_id, NOW))

    def subjects(self, *named: str) -> list[str]:
        items = TableItems(self.dynamodb, "tasks")
        return [each.user_id for each in subjects_of(self.ledger, items, named)]


@pytest.fixture
def table() -> Iterator[Table]:
    """Ada and Eve are erased, Bob is not, and a restore has brought Eve back."""
    with mock_aws():
        dynamodb = clients_in("us-east-1").client("dynamodb")
        create_tasks_table(dynamodb, "tasks")
        create_ledger(dynamodb, "ledger")
        table = Table(dynamodb)
        for user_id in ("bob", "eve"):
            table.add(user_id)
        for user_id in ("ada", "eve"):
            table.note_erased(user_id)
        yield table


def test_all_of_the_ledger_are_meant_but_those_whom_the_table_has(table: Table) -> None:
    assert table.subjects() == ["ada"]
    assert table.subjects("ada") == ["ada"]


@pytest.mark.parametrize(
    ("user_id", "reason"),
    [
        ("bob", "bob is not erased: send DELETE /v1/users/bob first"),
        ("eve", "eve is in the ledger of erasures and in the table, as a restore leaves it"),
        ("nobody", "Neither the table nor the ledger of erasures, which has those of 180 days, knows nobody"),
    ],
)
def test_whoever_is_not_erased_is_refused(table: Table, user_id: str, reason: str) -> None:
    with pytest.raises(NotErasedError, match=reason):
        table.subjects("ada", user_id)


def test_whoever_has_anything_left_in_the_table_is_told(table: Table) -> None:
    erased = {"pk": {"S": "USER#ada"}, "sk": {"S": "ERASED"}}
    table.dynamodb.put_item(TableName="tasks", Item=erased)
    assert with_leftovers(table.dynamodb, "tasks", ["ada", "nobody"]) == []

    for sort_key in ("DELETED#1", "TASK#1"):
        table.dynamodb.put_item(TableName="tasks", Item={**erased, "sk": {"S": sort_key}})
        assert with_leftovers(table.dynamodb, "tasks", ["ada", "nobody"]) == ["ada"]


def test_a_redrive_leaves_out_the_deletes_too_of_whoever_has_left_the_lake(table: Table) -> None:
    assert table.ledger.among(["ada", "bob"]) == {"ada": False}

    erasures = table.ledger.erasures()
    table.ledger.mark(erasures, NOW)

    assert table.ledger.among(["ada", "bob"]) == {"ada": True}
    assert {each.left_lake for each in table.ledger.erasures()} == {True}
    # Erased once more after a restore, while a batch that knows of the first time only comes to its end.
    table.dynamodb.put_item(TableName="ledger", Item=ledger_item("ada", NOW + timedelta(days=1)))
    table.ledger.mark(erasures, NOW)
    assert table.ledger.among(["ada"]) == {"ada": False}


def test_a_user_is_quiet_when_no_merge_reads_what_the_stream_may_bring() -> None:
    assert quiet_for(Windows(24, 365, 14)) == timedelta(hours=72)
