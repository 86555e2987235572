from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from tasklake import keys
from tasklake.attributes import StoredItem
from tasklake.items import item_from_task, item_from_user
from tasklake.models import create_task, create_user
from tasklake_operations.table_migration import TableMigration
from tests.integration.tasks_table import create_tasks_table

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

TABLE = "tasks"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
TASK = item_from_task(create_task(user_id="ada", title="Call", now=NOW, request_id="1"))
USER = item_from_user(create_user(user_id="ada", email="a@example.com", name="Ada", now=NOW, request_id="1"))
INDEX_KEYS = [name for index in keys.INDEXES for name in (index.partition_key, index.sort_key)]


@pytest.fixture
def dynamodb() -> "Iterator[DynamoDBClient]":
    with mock_aws():
        client: DynamoDBClient = boto3.client("dynamodb", region_name="us-east-1")  # pyright: ignore[reportUnknownMemberType]  # it has overloads for services without stubs
        create_tasks_table(client, TABLE)
        yield client


def put(client: "DynamoDBClient", *items: object) -> None:
    for item in items:
        client.put_item(TableName=TABLE, Item=item)  # pyright: ignore[reportArgumentType]  # as DynamoDB has it


def stored(client: "DynamoDBClient") -> list[StoredItem]:
    items: list[StoredItem] = [*client.scan(TableName=TABLE)["Items"]]
    return sorted(items, key=lambda item: str(item[keys.SORT_KEY]))


def run(client: "DynamoDBClient", *, apply: bool) -> tuple[int, int, int]:
    parts = list(TableMigration(client, TABLE).run(apply=apply))
    return (
        sum(part.lacking for part in parts),
        sum(part.filled for part in parts),
        sum(len(part.unreadable) for part in parts),
    )


def test_what_an_item_of_an_earlier_release_lacks_is_filled_in_without_a_new_version(
    dynamodb: "DynamoDBClient",
) -> None:
    earlier = [
        {name: value for name, value in item.items() if name not in (*INDEX_KEYS, "generation")}
        for item in (TASK, USER)
    ]
    put(dynamodb, *earlier)

    assert run(dynamodb, apply=False) == (2, 0, 0)
    assert run(dynamodb, apply=True) == (2, 2, 0)
    assert stored(dynamodb) == [USER, TASK]
    assert run(dynamodb, apply=True) == (0, 0, 0)


def test_an_index_key_that_is_built_otherwise_now_is_built_anew(dynamodb: "DynamoDBClient") -> None:
    put(dynamodb, {**TASK, keys.BY_STATUS.partition_key: {"S": "built otherwise"}})

    assert run(dynamodb, apply=True) == (1, 1, 0)
    assert stored(dynamodb) == [TASK]


def test_an_item_that_cannot_be_read_is_named_and_the_others_go_on(dynamodb: "DynamoDBClient") -> None:
    put(
        dynamodb,
        {name: value for name, value in TASK.items() if name != "title"},
        {**USER, "generation": {"N": "7"}},
    )

    assert run(dynamodb, apply=True) == (0, 0, 1)
