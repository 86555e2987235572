"""Pages of the changes of a user's tasks, one Query each."""

from datetime import datetime
from typing import TYPE_CHECKING

from tasklake import keys
from tasklake.attributes import Item, StoredItem, integer, moment, string, strings, text
from tasklake.items import change_from_item
from tasklake.models import EPOCH, from_epoch_milliseconds
from tasklake.repository.changes import ChangePage, ChangePlace, ChangePosition, next_position

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import QueryInputTypeDef


def list_changes(
    client: "DynamoDBClient",
    table_name: str,
    user_id: str,
    *,
    limit: int,
    after: ChangePosition | None,
    now: datetime,
    generation: int,
) -> ChangePage:
    """Return up to `limit` changes behind `after`, in the order of their times."""
    walk = after and after.walk
    # The first walk of all gives the whole state, and DynamoDB refuses a start key behind the place of a range.
    since = after.since if after and not walk else EPOCH
    request: QueryInputTypeDef = {
        "TableName": table_name,
        "IndexName": keys.BY_UPDATE.name,
        "KeyConditionExpression": "#user = :user AND #updated_at >= :since",
        "ExpressionAttributeNames": {
            "#user": keys.BY_UPDATE.partition_key,
            "#updated_at": keys.BY_UPDATE.sort_key,
        },
        "ExpressionAttributeValues": {
            ":user": string(keys.user_partition(user_id)),
            ":since": moment(since),
        },
        "Limit": limit,
    }
    if walk:
        request["ExclusiveStartKey"] = start_key(user_id, walk.place)
    response = client.query(**request)
    last = response.get("LastEvaluatedKey")
    place = place_of(last) if last else None
    return ChangePage(
        tuple(change_from_item(item) for item in response["Items"]),
        next_position(after, now, generation, place),
        has_more=place is not None,
    )


def start_key(user_id: str, place: ChangePlace) -> Item:
    """Return the ExclusiveStartKey of a place, always inside the partition of `user_id`."""
    return {
        **strings(keys.change_key(user_id, place.task_id, is_record=place.is_record)),
        keys.BY_UPDATE.partition_key: string(keys.user_partition(user_id)),
        keys.BY_UPDATE.sort_key: moment(place.changed_at),
    }


def place_of(last_evaluated_key: StoredItem) -> ChangePlace:
    task_id, is_record = keys.changed_task_of(text(last_evaluated_key, keys.SORT_KEY))
    changed_at = from_epoch_milliseconds(integer(last_evaluated_key, keys.BY_UPDATE.sort_key))
    return ChangePlace(changed_at, task_id, is_record)
