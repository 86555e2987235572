"""Why a user's profile or task is not there: it never was, or the user was erased."""

from datetime import datetime
from typing import TYPE_CHECKING

from tasklake import keys
from tasklake.attributes import number, strings
from tasklake.errors import TaskNotFoundError, UserErasedError, UserNotFoundError
from tasklake.items import erased_user_from_item
from tasklake.models import epoch_seconds

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef


def missing_user(
    client: "DynamoDBClient", table_name: str, user_id: str, now: datetime
) -> UserNotFoundError | UserErasedError:
    """Return the error that a missing profile means, at the cost of one more read."""
    erased = is_erased(client, table_name, user_id, now)
    return UserErasedError(user_id) if erased else UserNotFoundError(user_id)


def missing_task(
    client: "DynamoDBClient", table_name: str, user_id: str, task_id: str, now: datetime
) -> TaskNotFoundError | UserErasedError:
    """Return the error that a missing task means, at the cost of one more read."""
    erased = is_erased(client, table_name, user_id, now)
    return UserErasedError(user_id) if erased else TaskNotFoundError(task_id)


def is_erased(client: "DynamoDBClient", table_name: str, user_id: str, now: datetime) -> bool:
    response = client.get_item(
        TableName=table_name, Key=strings(keys.erased_key(user_id)), ConsistentRead=True
    )
    return "Item" in response and not erased_user_from_item(response["Item"]).is_expired(now)


def not_erased(table_name: str, user_id: str, now: datetime) -> "TransactWriteItemTypeDef":
    """Return the check that a user is not remembered as erased, by an item that TTL has yet to remove or by none."""
    return {
        "ConditionCheck": {
            "TableName": table_name,
            "Key": strings(keys.erased_key(user_id)),
            "ConditionExpression": f"attribute_not_exists({keys.PARTITION_KEY}) OR #expires_at <= :now",
            "ExpressionAttributeNames": {"#expires_at": keys.EXPIRES_AT},
            "ExpressionAttributeValues": {":now": number(epoch_seconds(now))},
        }
    }
