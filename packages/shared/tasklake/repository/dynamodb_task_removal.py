"""A deleted task in DynamoDB: a tombstone in its place, and then a small record instead of the tombstone.

The tombstone is the delete, and all of it that the change stream has to carry. The record keeps the lists, which read
the tasks of the table, from reading deleted ones too.
"""

import logging
from collections.abc import Sequence
from itertools import batched
from typing import TYPE_CHECKING, Final, Unpack

from botocore.exceptions import BotoCoreError, ClientError

from tasklake import keys
from tasklake.attributes import moment, number, strings
from tasklake.deletion import Deletion, expiry
from tasklake.errors import VersionMismatchError
from tasklake.items import (
    TASK_ITEMS,
    deletion_from_item,
    deletion_from_tombstone,
    is_tombstone,
    item_from_deletion,
    revision_of,
)
from tasklake.models import Revision
from tasklake.repository.dynamodb_batches import BATCH, write_batch
from tasklake.repository.dynamodb_missing_users import missing_task
from tasklake.repository.dynamodb_transactions import retry_conflicts
from tasklake.repository.dynamodb_updates import UpdateExpression, live_task_update
from tasklake.versions import Writing, deletion_effects

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import WriteRequestUnionTypeDef

_log: Final = logging.getLogger(__name__)


def remove_task(
    client: "DynamoDBClient",
    table_name: str,
    user_id: str,
    task_id: str,
    *,
    expected: Revision | None,
    **writing: Unpack[Writing],
) -> None:
    """Delete a task, or see that it is deleted already."""
    now = writing["now"]
    update = tombstone(writing)
    try:
        response = retry_conflicts(
            client,
            lambda: client.update_item(
                **live_task_update(table_name, user_id, task_id, update, expected), ReturnValues="ALL_NEW"
            ),
        )
    except client.exceptions.ConditionalCheckFailedException as failure:
        stored = failure.response.get("Item")
        if stored and expected is not None and not is_tombstone(stored):
            raise VersionMismatchError(expected, revision_of(stored)) from failure
        deletion = (
            deletion_from_tombstone(stored) if stored else find_deletion(client, table_name, user_id, task_id)
        )
        if deletion is None or not deletion.answers(expected, now):
            raise missing_task(client, table_name, user_id, task_id, now) from failure
        if not stored:
            return
    else:
        deletion = deletion_from_tombstone(response.get("Attributes", {}))
    replace_tombstones(client, table_name, [deletion])


def tombstone(writing: Writing) -> UpdateExpression:
    """Return the update that leaves of a task what is not personal, in no index but that by last change, and not for long."""
    update = UpdateExpression.of(TASK_ITEMS, deletion_effects(**writing), {})
    update.assign(keys.DELETED_AT, moment(writing["now"]))
    update.assign(keys.EXPIRES_AT, number(expiry(writing["now"])))
    for index in keys.INDEXES:
        if index.partition_key != keys.BY_UPDATE.partition_key:
            update.remove(index.partition_key)
        update.remove(index.sort_key)
    return update


def find_deletion(client: "DynamoDBClient", table_name: str, user_id: str, task_id: str) -> Deletion | None:
    response = client.get_item(
        TableName=table_name, Key=strings(keys.deletion_key(user_id, task_id)), ConsistentRead=True
    )
    return deletion_from_item(response["Item"]) if "Item" in response else None


def replace_tombstones(client: "DynamoDBClient", table_name: str, deletions: Sequence[Deletion]) -> None:
    """Put the record of each deletion in the place of its tombstone; one that stays is invisible and goes by TTL."""
    writes: list[WriteRequestUnionTypeDef] = []
    for deletion in deletions:
        task_key = strings(keys.task_key(deletion.user_id, deletion.task_id))
        writes.append({"PutRequest": {"Item": item_from_deletion(deletion)}})
        writes.append({"DeleteRequest": {"Key": task_key}})
    task_ids = ", ".join(deletion.task_id for deletion in deletions)
    try:
        left = sum(write_batch(client, table_name, part) for part in batched(writes, BATCH, strict=False))
    except (BotoCoreError, ClientError) as error:
        _log.warning("tombstone of task %s left in its place: %s", task_ids, error)
    else:
        if left:
            _log.warning("tombstone of task %s replaced in part: throttled", task_ids)
