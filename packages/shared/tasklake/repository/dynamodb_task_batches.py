"""Several tasks in DynamoDB at once: what is stored is read together, and what is made of it written in one transaction.

Every write is on condition of what was read, so a batch that another writer has come before is read again. That gives
each operation the answer that it gets alone, and a deletion record what it needs to know of the task.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklake import keys
from tasklake.attributes import strings
from tasklake.batches import BatchAnswer, Creation, Operation, OperationRefusedError, Outcome, Removal
from tasklake.deletion import Deletion
from tasklake.errors import TaskNotFoundError, UserErasedError, UserNotActiveError, WriteConflictError
from tasklake.idempotency import IdempotencyKey, IdempotencyRecord
from tasklake.items import deletion_from_tombstone, is_tombstone
from tasklake.repository.dynamodb_batch_steps import Planning, Step, StoredTasks
from tasklake.repository.dynamodb_missing_users import is_erased, missing_user
from tasklake.repository.dynamodb_task_creation import PROFILE, active_profile, find_record, first_use
from tasklake.repository.dynamodb_task_removal import find_deletion, replace_tombstones
from tasklake.repository.dynamodb_transactions import (
    ATTEMPTS,
    ConditionsFailedError,
    retry_conflicts,
    write_transaction,
)
from tasklake.repository.dynamodb_updates import is_written_by
from tasklake.versions import Writing

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True)
class Batch:
    """Operations on tasks of one user, asked for by one request."""

    client: "DynamoDBClient"
    table_name: str
    user_id: str
    operations: Sequence[Operation]
    key: IdempotencyKey | None
    writing: Writing

    def carry_out(self) -> BatchAnswer:
        """Carry out the operations, all or none, or return what the first request with the key has come to."""
        for _ in range(ATTEMPTS):
            stored = self._read_tasks()
            # Only now: a record that is absent after the tasks were read has not changed any of them.
            if self.key and (answer := self._first_answer(self.key)):
                return answer
            steps = self._steps(stored)
            if self._write(steps):
                if deletions := [step.deletion for step in steps if step.deletion]:
                    replace_tombstones(self.client, self.table_name, deletions)
                return BatchAnswer(outcomes_of(steps), is_replay=False)
        raise WriteConflictError

    def _read_tasks(self) -> StoredTasks:
        """Return the items of the tasks named, by task id, as they were at one moment."""
        named = [each.task_id for each in self.operations if not isinstance(each, Creation)]
        if not named:
            return {}
        task_keys = [strings(keys.task_key(self.user_id, task_id)) for task_id in named]
        response = retry_conflicts(
            self.client,
            lambda: self.client.transact_get_items(
                TransactItems=[{"Get": {"TableName": self.table_name, "Key": key}} for key in task_keys]
            ),
        )
        found = zip(named, response["Responses"], strict=True)
        return {task_id: answer["Item"] for task_id, answer in found if "Item" in answer}

    def _first_answer(self, key: IdempotencyKey) -> BatchAnswer | None:
        record = find_record(self.client, self.table_name, self.user_id, key)
        if record is None or record.is_expired(self.writing["now"]):
            return None
        return BatchAnswer(
            record.first_outcomes(key), is_replay=record.request_id != self.writing["request_id"]
        )

    def _deletions(self, stored: StoredTasks) -> Iterator[Deletion]:
        """Yield the deletes that came before those of this batch."""
        for operation in self.operations:
            if not isinstance(operation, Removal):
                continue
            item = stored.get(operation.task_id)
            if item is None:
                deletion = find_deletion(self.client, self.table_name, self.user_id, operation.task_id)
                if deletion:
                    yield deletion
            elif is_tombstone(item):
                yield deletion_from_tombstone(item)

    def _steps(self, stored: StoredTasks) -> list[Step]:
        deletions = {deletion.task_id: deletion for deletion in self._deletions(stored)}
        live = {task_id: item for task_id, item in stored.items() if not is_tombstone(item)}
        try:
            planning = Planning(self.table_name, self.user_id, live, deletions, self.writing)
            return planning.steps(self.operations)
        except OperationRefusedError as refused:
            is_missing = isinstance(refused.refusal, TaskNotFoundError)
            if is_missing and is_erased(self.client, self.table_name, self.user_id, self.writing["now"]):
                raise UserErasedError(self.user_id) from refused
            raise

    def _write(self, steps: Sequence[Step]) -> bool:
        """Write what the steps say, and tell whether what was read still held."""
        items = [active_profile(self.table_name, self.user_id), *(step.write for step in steps if step.write)]
        if self.key:
            record = IdempotencyRecord(
                user_id=self.user_id,
                key=self.key,
                request_id=self.writing["request_id"],
                created_at=self.writing["now"],
                outcomes=outcomes_of(steps),
            )
            items.append(first_use(self.table_name, record, self.writing["now"]))
        try:
            write_transaction(self.client, items)
        except ConditionsFailedError as failure:
            if failure.failed(PROFILE):
                if failure.stored(PROFILE):
                    raise UserNotActiveError(self.user_id) from failure
                raise missing_user(
                    self.client, self.table_name, self.user_id, self.writing["now"]
                ) from failure
            return has_written(failure, self.writing["request_id"])
        return True


def outcomes_of(steps: Sequence[Step]) -> tuple[Outcome, ...]:
    return tuple(step.outcome for step in steps)


def has_written(failure: ConditionsFailedError, request_id: str) -> bool:
    """Whether the transaction was made before, by the same request sent twice: all of it or nothing is there."""
    found = [failure.stored(position) for position in range(PROFILE + 1, len(failure.reasons))]
    return any(is_written_by(item, request_id) for item in found if item)
