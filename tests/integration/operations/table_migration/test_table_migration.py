from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tasklake import keys
from tasklake.attributes import StoredItem
from tasklake.items import item_from_task, item_from_user
from tasklake.models import create_task, create_user
from tasklake_operations.table_migration import TableMigration

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TASK = item_from_task(create_task(user_id="ada", title="Call", now=NOW, request_id="1"))
USER = item_from_user(create_user(user_id="ada", email="a@example.com", name="Ada", now=NOW, request_id="1"))
INDEX_KEYS = [name for index in keys.INDEXES for name in (index.partition_key, index.sort_key)]


@dataclass(frozen=True)
class Table:
    client: "DynamoDBClient"
    name: str

    def put(self, *items: object) -> None:
        for item in items:
            self.client.put_item(TableName=self.name, Item=item)  # pyright: ignore[reportArgumentType]  # as DynamoDB has it

    def stored(self) -> list[StoredItem]:
        items: list[StoredItem] = [*self.client.scan(TableName=self.name)["Items"]]
        return sorted(items, key=lambda item: str(item[keys.SORT_KEY]))

    def migrate(self, *, apply: bool) -> tuple[int, int, int]:
        parts = list(TableMigration(self.client, self.name).run(apply=apply))
        return (
            sum(part.lacking for part in parts),
            sum(part.filled for part in parts),
            sum(len(part.unreadable) for part in parts),
        )


@pytest.fixture
def table(dynamodb: "DynamoDBClient", table_name: str) -> Table:
    return Table(dynamodb, table_name)


def test_what_an_item_of_an_earlier_release_lacks_is_filled_in_without_a_new_version(table: Table) -> None:
    earlier = [
        {name: value for name, value in item.items() if name not in (*INDEX_KEYS, "generation")}
        for item in (TASK, USER)
    ]
    table.put(*earlier)

    assert table.migrate(apply=False) == (2, 0, 0)
    assert table.migrate(apply=True) == (2, 2, 0)
    assert table.stored() == [USER, TASK]
    assert table.migrate(apply=True) == (0, 0, 0)


def test_an_index_key_that_is_built_otherwise_now_is_built_anew(table: Table) -> None:
    table.put({**TASK, keys.BY_STATUS.partition_key: {"S": "built otherwise"}})

    assert table.migrate(apply=True) == (1, 1, 0)
    assert table.stored() == [TASK]


def test_an_item_that_cannot_be_read_is_named_and_the_others_go_on(table: Table) -> None:
    table.put(
        {name: value for name, value in TASK.items() if name != "title"},
        {**USER, "generation": {"N": "7"}},
    )

    assert table.migrate(apply=True) == (0, 0, 1)
