"""Several tasks in DynamoDB at once: what is stored is read together, and what is made of it written in one transaction.

Every write is on condition of what was read, so a batch that another writer has come before is read again. That gives
each operation the answer that it gets alone, and a deletion record what it needs to know of the task.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklake import keys
from tasklake.attributes import strings, text
from tasklake.batches import BatchAnswer, Creation, Operation, OperationRefusedError, Outcome, Removal
from tasklake.errors import TaskNotFoundError, UserErasedError, UserNotActiveError, WriteConflictError
from tasklake.idempotency import IdempotencyKey, IdempotencyRecord
from tasklake.items import idempotency_record_from_item
from tasklake.repository.dynamodb_batch_steps import Step, StoredItems, steps_of
from tasklake.repository.dynamodb_missing_users import is_erased, missing_user
from tasklake.repository.dynamodb_task_creation import PROFILE, active_profile, first_use
from tasklake.repository.dynamodb_task_removal import replace_tombstones
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
            stored = read_together(self.client, self.table_name, [*self._keys_read()])
            if answer := self._first_answer(stored):
                return answer
            steps = self._steps(stored)
            if self._write(steps):
                if deletions := [step.deletion for step in steps if step.deletion]:
                    replace_tombstones(self.client, self.table_name, deletions)
                return BatchAnswer(outcomes_of(steps), is_replay=False)
        raise WriteConflictError

    def _keys_read(self) -> Iterator[Mapping[str, str]]:
        if self.key:
            yield keys.idempotency_key(self.user_id, self.key.text)
        for operation in self.operations:
            if not isinstance(operation, Creation):
                yield keys.task_key(self.user_id, operation.task_id)
            if isinstance(operation, Removal):
                yield keys.deletion_key(self.user_id, operation.task_id)

    def _first_answer(self, stored: StoredItems) -> BatchAnswer | None:
        if self.key is None:
            return None
        item = stored.get(keys.idempotency_key(self.user_id, self.key.text)[keys.SORT_KEY])
        record = idempotency_record_from_item(item) if item else None
        if record is None or record.is_expired(self.writing["now"]):
            return None
        return BatchAnswer(
            record.first_outcomes(self.key), is_replay=record.request_id != self.writing["request_id"]
        )

    def _steps(self, stored: StoredItems) -> list[Step]:
        try:
            return steps_of(self.table_name, self.user_id, self.operations, stored, self.writing)
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


def read_together(
    client: "DynamoDBClient", table_name: str, item_keys: Sequence[Mapping[str, str]]
) -> StoredItems:
    """Return the items that are there, of one user and as they were at one moment."""
    if not item_keys:
        return {}
    response = retry_conflicts(
        client,
        lambda: client.transact_get_items(
            TransactItems=[{"Get": {"TableName": table_name, "Key": strings(key)}} for key in item_keys]
        ),
    )
    items = [answer["Item"] for answer in response["Responses"] if "Item" in answer]
    return {text(item, keys.SORT_KEY): item for item in items}


def outcomes_of(steps: Sequence[Step]) -> tuple[Outcome, ...]:
    return tuple(step.outcome for step in steps)


def has_written(failure: ConditionsFailedError, request_id: str) -> bool:
    """Whether the transaction was made before, by the same request sent twice: all of it or nothing is there."""
    found = [failure.stored(position) for position in range(PROFILE + 1, len(failure.reasons))]
    return any(is_written_by(item, request_id) for item in found if item)
