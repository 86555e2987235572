"""Tasks in DynamoDB: one round trip for each verb, two for a delete, conditions checked where the data is.

What is not there takes a second one, which tells an erased user from a missing task.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from tasklake import keys
from tasklake.attributes import integer, strings
from tasklake.errors import UserErasedError, VersionMismatchError
from tasklake.idempotency import IdempotencyKey
from tasklake.items import TASK_ITEMS, is_tombstone, task_from_item
from tasklake.models import Task, TaskChanges, utc_now
from tasklake.repository import Page, TaskPosition, TaskQuery
from tasklake.repository.dynamodb_missing_users import is_erased, missing_task
from tasklake.repository.dynamodb_task_creation import add_task
from tasklake.repository.dynamodb_task_lists import list_tasks
from tasklake.repository.dynamodb_task_removal import remove_task
from tasklake.repository.dynamodb_updates import UpdateExpression, is_written_by
from tasklake.versions import task_effects

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


class DynamoDBTaskRepository:
    def __init__(
        self, client: "DynamoDBClient", table_name: str, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._client = client
        self._table_name = table_name
        self._clock = clock

    def add(self, task: Task, *, key: IdempotencyKey | None = None) -> Task:
        return add_task(self._client, self._table_name, task, key, self._clock())

    def get(self, user_id: str, task_id: str) -> Task:
        response = self._client.get_item(
            TableName=self._table_name, Key=strings(keys.task_key(user_id, task_id)), ConsistentRead=True
        )
        stored = response.get("Item")
        if not stored or is_tombstone(stored):
            raise self._missing(user_id, task_id)
        return task_from_item(stored)

    def update(
        self,
        user_id: str,
        task_id: str,
        changes: TaskChanges,
        *,
        request_id: str,
        expected_version: int | None = None,
    ) -> Task:
        effects = task_effects(changes, now=self._clock(), request_id=request_id)
        update = UpdateExpression.of(TASK_ITEMS, effects, {"user_id": user_id, "id": task_id})
        try:
            response = self._client.update_item(
                TableName=self._table_name,
                Key=strings(keys.task_key(user_id, task_id)),
                UpdateExpression=update.expression,
                ConditionExpression=update.require_live(expected_version),
                ExpressionAttributeNames=update.names,
                ExpressionAttributeValues=update.values,
                ReturnValues="ALL_NEW",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self._client.exceptions.ConditionalCheckFailedException as failure:
            stored = failure.response.get("Item")
            if not stored or is_tombstone(stored) or expected_version is None:
                raise self._missing(user_id, task_id) from failure
            if is_written_by(stored, request_id):
                return task_from_item(stored)
            raise VersionMismatchError(expected_version, integer(stored, "version")) from failure
        return task_from_item(response.get("Attributes", {}))

    def remove(
        self, user_id: str, task_id: str, *, request_id: str, expected_version: int | None = None
    ) -> None:
        remove_task(
            self._client,
            self._table_name,
            user_id,
            task_id,
            request_id=request_id,
            expected_version=expected_version,
            now=self._clock(),
        )

    def list_for_user(
        self, user_id: str, query: TaskQuery, *, limit: int, after: TaskPosition | None = None
    ) -> Page[Task, TaskPosition]:
        page = list_tasks(self._client, self._table_name, user_id, query, limit=limit, after=after)
        is_empty = not page.items and not page.next and not after
        if is_empty and is_erased(self._client, self._table_name, user_id, self._clock()):
            raise UserErasedError(user_id)
        return page

    def _missing(self, user_id: str, task_id: str) -> Exception:
        return missing_task(self._client, self._table_name, user_id, task_id, self._clock())
