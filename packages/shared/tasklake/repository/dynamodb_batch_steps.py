"""What each operation of a batch comes to in DynamoDB, given what is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tasklake import keys
from tasklake.attributes import StoredItem, integer
from tasklake.batches import Change, Creation, Operation, OperationRefusedError, Outcome, Removal
from tasklake.deletion import Deletion
from tasklake.errors import TasklakeError, TaskNotFoundError, VersionMismatchError
from tasklake.items import (
    TASK_ITEMS,
    deletion_from_item,
    deletion_from_tombstone,
    is_tombstone,
    revision_of,
)
from tasklake.models import Revision, from_epoch_milliseconds
from tasklake.repository.dynamodb_task_creation import new_task
from tasklake.repository.dynamodb_task_removal import tombstone
from tasklake.repository.dynamodb_updates import UpdateExpression, live_task_update
from tasklake.versions import Writing, task_effects

if TYPE_CHECKING:
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

type StoredItems = Mapping[str, StoredItem]
"""Items of one user by their sort keys."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one operation comes to, given what is stored.

    Attributes:
        outcome: What it leaves.
        write: What is written; None where nothing is to be done.
        deletion: What a tombstone makes room for once the transaction is done.
    """

    outcome: Outcome
    write: "TransactWriteItemTypeDef | None" = None
    deletion: Deletion | None = None


def steps_of(
    table_name: str, user_id: str, operations: Sequence[Operation], stored: StoredItems, writing: Writing
) -> list[Step]:
    """Return the steps in the order of the operations.

    Raises:
        OperationRefusedError: What is stored does not allow one of them.
    """
    steps: list[Step] = []
    for index, operation in enumerate(operations):
        try:
            match operation:
                case Creation(task):
                    task = replace(task, generation=writing["generation"])
                    steps.append(Step(Outcome(task.id, task.revision), new_task(table_name, task)))
                case Change():
                    steps.append(change(table_name, user_id, operation, stored, writing))
                case Removal():
                    steps.append(removal(table_name, user_id, operation, stored, writing))
        except TasklakeError as refusal:
            raise OperationRefusedError(index, refusal) from refusal
    return steps


def change(table_name: str, user_id: str, operation: Change, stored: StoredItems, writing: Writing) -> Step:
    task_id = operation.task_id
    task = live_task(stored, task_id, operation.expected)
    if task is None:
        raise TaskNotFoundError(task_id)
    revision = revision_of(task)
    if not operation.changes:
        return Step(Outcome(task_id, revision))
    effects = task_effects(operation.changes, **writing)
    update = UpdateExpression.of(TASK_ITEMS, effects, {"user_id": user_id, "id": task_id})
    return Step(
        Outcome(task_id, Revision(writing["generation"], revision.version + 1)),
        {"Update": live_task_update(table_name, user_id, task_id, update, revision)},
    )


def removal(table_name: str, user_id: str, operation: Removal, stored: StoredItems, writing: Writing) -> Step:
    task_id = operation.task_id
    outcome = Outcome(task_id, None)
    task = live_task(stored, task_id, operation.expected)
    if task is None:
        deletion = earlier_deletion(stored, task_id)
        if deletion is None or not deletion.answers(operation.expected, writing["now"]):
            raise TaskNotFoundError(task_id)
        return Step(outcome)
    revision = revision_of(task)
    return Step(
        outcome,
        {"Update": live_task_update(table_name, user_id, task_id, tombstone(writing), revision)},
        Deletion(
            user_id=user_id,
            task_id=task_id,
            created_at=from_epoch_milliseconds(integer(task, "created_at")),
            deleted_at=writing["now"],
            version=revision.version + 1,
            request_id=writing["request_id"],
        ),
    )


def live_task(stored: StoredItems, task_id: str, expected: Revision | None) -> StoredItem | None:
    """Return the item of a task that is there, at the revision expected."""
    item = stored.get(keys.task_sort_key(task_id))
    if item is None or is_tombstone(item):
        return None
    if expected not in (None, revision_of(item)):
        raise VersionMismatchError(expected, revision_of(item))
    return item


def earlier_deletion(stored: StoredItems, task_id: str) -> Deletion | None:
    if left := stored.get(keys.task_sort_key(task_id)):
        return deletion_from_tombstone(left)
    record = stored.get(keys.deletion_key("", task_id)[keys.SORT_KEY])
    return deletion_from_item(record) if record else None
