"""What a throttled partition hands back is asked for again (Amazon DynamoDB API Reference, "BatchGetItem")."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pytest
from botocore.stub import Stubber

from local_aws.sessions import EmulatorSession
from tasklake.erasure import LEDGER_KEY, ledger_item
from tasklake.items import item_from_user
from tasklake.keys import profile_key
from tasklake_operations.redrive import ErasedUsers
from tasklake_operations.verification import TableItems
from tests.unit.stream_etl.table_changes import UPDATED, USER

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

USERS = ("user-1", "user-2")


def compared(client: "DynamoDBClient") -> object:
    return TableItems(client, "table").get([profile_key(user) for user in USERS])


def erased(client: "DynamoDBClient") -> object:
    return ErasedUsers(client, "table", sleep=lambda _: None).among(USERS)


def profile(user: str) -> Mapping[str, Any]:
    return {**item_from_user(USER), "pk": {"S": f"USER#{user}"}}


def entry(user: str) -> Mapping[str, Any]:
    return ledger_item(user, UPDATED)


@pytest.mark.parametrize(
    ("read", "item", "key", "found"),
    [
        (compared, profile, ("pk", "sk"), [profile(user) for user in USERS]),
        (erased, entry, (LEDGER_KEY,), dict.fromkeys(USERS, False)),
    ],
)
def test_what_is_handed_back_unprocessed_is_asked_for_again(
    read: "Callable[[DynamoDBClient], object]",
    item: Callable[[str], Mapping[str, Any]],
    key: tuple[str, ...],
    found: object,
) -> None:
    client = EmulatorSession("http://127.0.0.1:1").client("dynamodb")
    first, second = ({name: item(user)[name] for name in key} for user in USERS)

    def asked(*keys: object) -> dict[str, Any]:
        return {"table": {"Keys": list(keys), "ConsistentRead": True}}

    with Stubber(client) as table:
        table.add_response(
            "batch_get_item",
            {"Responses": {"table": [item(USERS[0])]}, "UnprocessedKeys": asked(second)},
            {"RequestItems": asked(first, second)},
        )
        table.add_response(
            "batch_get_item", {"Responses": {"table": [item(USERS[1])]}}, {"RequestItems": asked(second)}
        )
        assert read(client) == found
        table.assert_no_pending_responses()
