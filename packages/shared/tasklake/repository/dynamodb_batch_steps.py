"""What each operation of a batch comes to in DynamoDB, given what is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tasklake.attributes import StoredItem, integer
from tasklake.batches import Change, Creation, Operation, OperationRefusedError, Outcome, Removal
from tasklake.deletion import Deletion
from tasklake.errors import TasklakeError, TaskNotFoundError, VersionMismatchError
from tasklake.items import TASK_ITEMS, revision_of
from tasklake.models import Revision, from_epoch_milliseconds
from tasklake.repository.dynamodb_task_creation import new_task
from tasklake.repository.dynamodb_task_removal import tombstone
from tasklake.repository.dynamodb_updates import UpdateExpression, live_task_update
from tasklake.versions import Writing, task_effects

if TYPE_CHECKING:
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

type StoredTasks = Mapping[str, StoredItem]
"""Items of one user's tasks by their ids."""


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


@dataclass(frozen=True, slots=True)
class Planning:
    """Makes the steps of a batch.

    Attributes:
        table_name: The table.
        user_id: Whose tasks.
        tasks: The items of the tasks that are there, by task id.
        deletions: Those of tasks that were deleted before, by task id.
        writing: What is stamped on every version.
    """

    table_name: str
    user_id: str
    tasks: StoredTasks
    deletions: Mapping[str, Deletion]
    writing: Writing

    def steps(self, operations: Sequence[Operation]) -> list[Step]:
        """Return the steps in the order of the operations.

        Raises:
            OperationRefusedError: What is stored does not allow one of them.
        """
        steps: list[Step] = []
        for index, operation in enumerate(operations):
            try:
                steps.append(self._step(operation))
            except TasklakeError as refusal:
                raise OperationRefusedError(index, refusal) from refusal
        return steps

    def _step(self, operation: Operation) -> Step:
        match operation:
            case Creation(task):
                task = replace(task, generation=self.writing["generation"])
                return Step(Outcome(task.id, task.revision), new_task(self.table_name, task))
            case Change():
                return self._change(operation)
            case Removal():
                return self._removal(operation)

    def _change(self, operation: Change) -> Step:
        task_id = operation.task_id
        revision = revision_of(self._task(task_id, operation.expected))
        if not operation.changes:
            return Step(Outcome(task_id, revision))
        effects = task_effects(operation.changes, **self.writing)
        update = UpdateExpression.of(TASK_ITEMS, effects, {"user_id": self.user_id, "id": task_id})
        left = Outcome(task_id, Revision(self.writing["generation"], revision.version + 1))
        return Step(left, self._update(task_id, update, revision))

    def _removal(self, operation: Removal) -> Step:
        task_id, now = operation.task_id, self.writing["now"]
        earlier = self.deletions.get(task_id)
        if earlier and earlier.answers(operation.expected, now):
            return Step(Outcome(task_id, None))
        task = self._task(task_id, operation.expected)
        revision = revision_of(task)
        deletion = Deletion(
            user_id=self.user_id,
            task_id=task_id,
            created_at=from_epoch_milliseconds(integer(task, "created_at")),
            deleted_at=now,
            version=revision.version + 1,
            request_id=self.writing["request_id"],
        )
        return Step(
            Outcome(task_id, None), self._update(task_id, tombstone(self.writing), revision), deletion
        )

    def _task(self, task_id: str, expected: Revision | None) -> StoredItem:
        item = self.tasks.get(task_id)
        if item is None:
            raise TaskNotFoundError(task_id)
        revision = revision_of(item)
        if expected is not None and expected != revision:
            raise VersionMismatchError(expected, revision)
        return item

    def _update(
        self, task_id: str, update: UpdateExpression, revision: Revision
    ) -> "TransactWriteItemTypeDef":
        return {"Update": live_task_update(self.table_name, self.user_id, task_id, update, revision)}
