"""Pages of the active profiles."""

from typing import TYPE_CHECKING

from tasklake import keys
from tasklake.attributes import strings
from tasklake.items import user_from_item
from tasklake.models import User, UserStatus, epoch_milliseconds, from_epoch_milliseconds
from tasklake.repository import Page, UserPosition

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import QueryInputTypeDef


def list_active_users(
    client: "DynamoDBClient", table_name: str, *, limit: int, after: UserPosition | None
) -> Page[User, UserPosition]:
    """Return up to `limit` active profiles behind `after`, in creation order."""
    request: QueryInputTypeDef = {
        "TableName": table_name,
        "IndexName": keys.BY_STATUS.name,
        "KeyConditionExpression": "#partition = :partition",
        "ExpressionAttributeNames": {"#partition": keys.BY_STATUS.partition_key},
        "ExpressionAttributeValues": {":partition": {"S": keys.profile_status_partition(UserStatus.ACTIVE)}},
        # One more than asked for tells whether the list goes on.
        "Limit": limit + 1,
    }
    if after:
        created_at = from_epoch_milliseconds(after.created_at_milliseconds)
        index_key = {
            keys.BY_STATUS.partition_key: keys.profile_status_partition(UserStatus.ACTIVE),
            keys.BY_STATUS.sort_key: keys.profile_status_sort_key(created_at, after.user_id),
        }
        request["ExclusiveStartKey"] = strings(keys.profile_key(after.user_id) | index_key)
    response = client.query(**request)
    users = [user_from_item(item) for item in response["Items"]]
    is_cut = len(users) > limit or "LastEvaluatedKey" in response
    last = users[:limit][-1] if is_cut else None
    return Page(
        tuple(users[:limit]),
        UserPosition(last.id, epoch_milliseconds(last.created_at)) if last else None,
    )
