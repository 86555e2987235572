"""Tasks in DynamoDB: one round trip for each verb, two for a delete, three at most for a batch, conditions checked where the data is.

What is not there takes a second one, which tells an erased user from a missing task.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tasklake import keys
from tasklake.attributes import strings
from tasklake.batches import BatchAnswer, Operation
from tasklake.errors import UserErasedError, VersionMismatchError
from tasklake.idempotency import IdempotencyKey
from tasklake.items import TASK_ITEMS, is_tombstone, revision_of, task_from_item
from tasklake.models import Revision, Task, TaskChanges
from tasklake.repository import ChangePage, ChangePosition, Page, Stored, TaskPosition, TaskQuery
from tasklake.repository.dynamodb_missing_users import is_erased, missing_task, missing_user
from tasklake.repository.dynamodb_store import DynamoDBStore
from tasklake.repository.dynamodb_task_changes import list_changes
from tasklake.repository.dynamodb_task_creation import add_task
from tasklake.repository.dynamodb_task_lists import list_tasks
from tasklake.repository.dynamodb_task_removal import remove_task
from tasklake.repository.dynamodb_transactions import retry_conflicts
from tasklake.repository.dynamodb_updates import UpdateExpression, is_written_by, live_task_update
from tasklake.repository.dynamodb_user_export import export_page
from tasklake.versions import task_effects

if TYPE_CHECKING:
    pass


class DynamoDBTaskRepository(DynamoDBStore):
    def add(self, task: Task, *, key: IdempotencyKey | None = None) -> Task:
        task = replace(task, generation=self._generation)
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
        expected: Revision | None = None,
    ) -> Task:
        effects = task_effects(changes, **self._writing(request_id))
        update = UpdateExpression.of(TASK_ITEMS, effects, {"user_id": user_id, "id": task_id})
        try:
            response = retry_conflicts(
                self._client,
                lambda: self._client.update_item(
                    **live_task_update(self._table_name, user_id, task_id, update, expected),
                    ReturnValues="ALL_NEW",
                ),
            )
        except self._client.exceptions.ConditionalCheckFailedException as failure:
            stored = failure.response.get("Item")
            if not stored or is_tombstone(stored) or expected is None:
                raise self._missing(user_id, task_id) from failure
            if is_written_by(stored, request_id):
                return task_from_item(stored)
            raise VersionMismatchError(expected, revision_of(stored)) from failure
        return task_from_item(response.get("Attributes", {}))

    def remove(
        self, user_id: str, task_id: str, *, request_id: str, expected: Revision | None = None
    ) -> None:
        remove_task(
            self._client,
            self._table_name,
            user_id,
            task_id,
            expected=expected,
            **self._writing(request_id),
        )

    def apply(
        self,
        user_id: str,
        operations: Sequence[Operation],
        *,
        request_id: str,
        key: IdempotencyKey | None = None,
    ) -> BatchAnswer:
        # A hundredth of the API's cold start, which most requests would pay for nothing.
        from tasklake.repository.dynamodb_task_batches import Batch  # noqa: PLC0415

        writing = self._writing(request_id)
        return Batch(self._client, self._table_name, user_id, operations, key, writing).carry_out()

    def list_for_user(
        self, user_id: str, query: TaskQuery, *, limit: int, after: TaskPosition | None = None
    ) -> Page[Task, TaskPosition]:
        page = list_tasks(self._client, self._table_name, user_id, query, limit=limit, after=after)
        is_empty = not page.items and not page.next and not after
        if is_empty and is_erased(self._client, self._table_name, user_id, self._clock()):
            raise UserErasedError(user_id)
        return page

    def list_changes(self, user_id: str, *, limit: int, after: ChangePosition | None = None) -> ChangePage:
        now = self._clock()
        if after:
            after.require_known(now, self._generation)
        page = list_changes(
            self._client,
            self._table_name,
            user_id,
            limit=limit,
            after=after,
            now=now,
            generation=self._generation,
        )
        # A client may follow for ever, so it is told of an erasure behind any position.
        if not page.items and is_erased(self._client, self._table_name, user_id, now):
            raise UserErasedError(user_id)
        return page

    def export(self, user_id: str, *, limit: int, after: str | None = None) -> Page[Stored, str]:
        page = export_page(self._client, self._table_name, user_id, limit=limit, after=after)
        if not page.items and not page.next:
            missing = missing_user(self._client, self._table_name, user_id, self._clock())
            # What was left behind the position may have gone meanwhile.
            if isinstance(missing, UserErasedError) or after is None:
                raise missing
        return page

    def _missing(self, user_id: str, task_id: str) -> Exception:
        return missing_task(self._client, self._table_name, user_id, task_id, self._clock())
