"""A new task in DynamoDB: one transaction with its owner's profile and the record of the request."""

from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Final

from tasklake import keys
from tasklake.attributes import number, strings
from tasklake.errors import TaskExistsError, UserNotActiveError
from tasklake.idempotency import IdempotencyKey, IdempotencyRecord
from tasklake.items import (
    idempotency_record_from_item,
    is_tombstone,
    item_from_idempotency_record,
    item_from_task,
    task_from_item,
)
from tasklake.models import Task, UserStatus, epoch_seconds
from tasklake.repository.dynamodb_missing_users import missing_user
from tasklake.repository.dynamodb_transactions import ConditionsFailedError, retry_conflicts

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

PROFILE: Final = 0
TASK: Final = 1
RECORD: Final = 2
"""Places in the transaction, and so among the reasons of its cancellation."""


def add_task(
    client: "DynamoDBClient", table_name: str, task: Task, key: IdempotencyKey | None, now: datetime
) -> Task:
    """Store a new task, or return the one that the first request with the key has added."""
    items = [active_profile(table_name, task.user_id), new_task(table_name, task)]
    if key:
        items.append(first_use(table_name, IdempotencyRecord.of(task, key), now))
    attempts = count()

    def write() -> Task:
        # The transaction that was in the way may have been this very request, sent twice.
        if key and next(attempts):
            record = find_record(client, table_name, task.user_id, key)
            if record and not record.is_expired(now):
                return record.first_task(task, key)
        client.transact_write_items(TransactItems=items)
        return task

    try:
        return retry_conflicts(client, write)
    except ConditionsFailedError as failure:
        if failure.failed(PROFILE):
            if failure.stored(PROFILE):
                raise UserNotActiveError(task.user_id) from failure
            raise missing_user(client, table_name, task.user_id, now) from failure
        if key and failure.failed(RECORD):
            return idempotency_record_from_item(failure.stored(RECORD)).first_task(task, key)
        # DynamoDB knows a transaction sent twice by its token, but one tried again after a conflict has another.
        stored = failure.stored(TASK)
        if not is_tombstone(stored) and task_from_item(stored) == task:
            return task
        raise TaskExistsError(task.id) from failure


def find_record(
    client: "DynamoDBClient", table_name: str, user_id: str, key: IdempotencyKey
) -> IdempotencyRecord | None:
    response = client.get_item(
        TableName=table_name, Key=strings(keys.idempotency_key(user_id, key.text)), ConsistentRead=True
    )
    return idempotency_record_from_item(response["Item"]) if "Item" in response else None


def active_profile(table_name: str, user_id: str) -> "TransactWriteItemTypeDef":
    return {
        "ConditionCheck": {
            "TableName": table_name,
            "Key": strings(keys.profile_key(user_id)),
            "ConditionExpression": "#status = :active",
            "ExpressionAttributeNames": {"#status": "status"},
            "ExpressionAttributeValues": {":active": {"S": UserStatus.ACTIVE}},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def new_task(table_name: str, task: Task) -> "TransactWriteItemTypeDef":
    return {
        "Put": {
            "TableName": table_name,
            "Item": item_from_task(task),
            "ConditionExpression": f"attribute_not_exists({keys.PARTITION_KEY})",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def first_use(table_name: str, record: IdempotencyRecord, now: datetime) -> "TransactWriteItemTypeDef":
    """Return the write of a record where there is none, or one that TTL has yet to remove."""
    return {
        "Put": {
            "TableName": table_name,
            "Item": item_from_idempotency_record(record),
            "ConditionExpression": f"attribute_not_exists({keys.PARTITION_KEY}) OR #expires_at <= :now",
            "ExpressionAttributeNames": {"#expires_at": keys.EXPIRES_AT},
            "ExpressionAttributeValues": {":now": number(epoch_seconds(now))},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }
