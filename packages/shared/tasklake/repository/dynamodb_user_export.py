"""Pages of all that is stored of a user, one Query each."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from tasklake import keys
from tasklake.attributes import StoredItem, string, strings, text
from tasklake.items import change_from_item, idempotency_record_from_item, user_from_item
from tasklake.repository import Page, Stored

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import QueryInputTypeDef

READERS: Final[Mapping[str, Callable[[StoredItem], Stored]]] = {
    keys.USER_ENTITY: user_from_item,
    keys.TASK_ENTITY: change_from_item,
    keys.DELETION_ENTITY: change_from_item,
    keys.IDEMPOTENCY_ENTITY: idempotency_record_from_item,
}


def export_page(
    client: "DynamoDBClient", table_name: str, user_id: str, *, limit: int, after: str | None
) -> Page[Stored, str]:
    """Return up to `limit` of what lies in a user's partition behind a sort key, strongly consistent."""
    partition = keys.user_partition(user_id)
    request: QueryInputTypeDef = {
        "TableName": table_name,
        "KeyConditionExpression": "#partition = :partition",
        "ExpressionAttributeNames": {"#partition": keys.PARTITION_KEY},
        "ExpressionAttributeValues": {":partition": string(partition)},
        "ConsistentRead": True,
        # One more than asked for tells whether there is more.
        "Limit": limit + 1,
    }
    if after:
        request["ExclusiveStartKey"] = strings({keys.PARTITION_KEY: partition, keys.SORT_KEY: after})
    response = client.query(**request)
    items = response["Items"][:limit]
    is_cut = len(response["Items"]) > limit or "LastEvaluatedKey" in response
    return Page(
        # The memory of an earlier erasure is not of the user who came back.
        tuple(READERS[entity](item) for item in items if (entity := entity_of(item)) != keys.ERASED_ENTITY),
        text(items[-1], keys.SORT_KEY) if is_cut else None,
    )


def entity_of(item: StoredItem) -> str:
    return text(item, keys.ENTITY)
