"""Brings the users and tasks of lines into a table, beside whatever else writes to it.

Every write is on condition that nothing is there. What is there already is held against the line: the very same is no
news, so an import that was ended anywhere is finished by the next one; anything else stays as it is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tasklake import keys
from tasklake.attributes import strings
from tasklake.batches import MOST_OPERATIONS
from tasklake.errors import (
    EmailTakenError,
    UserErasedError,
    UserNotActiveError,
    UserNotFoundError,
    WriteConflictError,
)
from tasklake.items import is_tombstone, task_from_item, user_from_item
from tasklake.models import Task, User, UserStatus
from tasklake.repository.dynamodb_missing_users import not_erased
from tasklake.repository.dynamodb_profile_updates import claim, new_profile
from tasklake.repository.dynamodb_task_creation import active_profile, new_task
from tasklake.repository.dynamodb_transactions import ConditionsFailedError, write_transaction
from tasklake_operations.bulk.lines import Entry, Refused, Writing, entries
from tasklake_operations.bulk.outcome import Outcome, Verdict, compared, refused
from tasklake_operations.erasure_ledger import ErasureLedger

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import TransactWriteItemTypeDef


@dataclass(frozen=True, slots=True)
class Import:
    """An import into one table.

    Attributes:
        client: The table's.
        table_name: The table.
        ledger: Whom the stack remembers as erased; they do not come back.
        writing: What is stamped on what is brought.
        is_rehearsal: Whether the conditions are asked and nothing is written.
    """

    client: "DynamoDBClient"
    table_name: str
    ledger: ErasureLedger
    writing: Writing
    is_rehearsal: bool = False
    _rehearsed: set[str] = field(default_factory=set[str], init=False)

    def run(self, lines: Iterable[bytes]) -> Iterator[Outcome]:
        """Yield what became of each line, in their order; users stand ahead of their tasks.

        Raises:
            ClientError: botocore's; the table refused a request.
        """
        batch: list[Entry[Task]] = []
        for entry in entries(lines, self.writing):
            if batch and not goes_with(entry, batch):
                yield from self._add_tasks(batch)
                batch = []
            if isinstance(entry, Refused):
                yield Outcome(entry.number, Verdict.REFUSED, entry.reason)
            elif isinstance(entry.entity, User):
                yield self._add_user(entry.number, entry.entity)
            else:
                batch.append(Entry(entry.number, entry.entity))
        if batch:
            yield from self._add_tasks(batch)

    def _add_user(self, number: int, user: User) -> Outcome:
        if self.ledger.among([user.id]):
            return refused(number, UserErasedError(user.id))
        writes = [
            new_profile(self.table_name, user),
            not_erased(self.table_name, user.id, self.writing.now),
            claim(self.table_name, user.email, user.id),
        ]
        try:
            self._write(writes)
        except ConditionsFailedError as failure:
            if failure.failed(0):
                stored = user_from_item(failure.stored(0))
                if stored.status is not UserStatus.ACTIVE:
                    return refused(number, UserNotActiveError(user.id))
                return compared(number, user, stored, is_kept=self.writing.is_kept)
            return refused(number, UserErasedError(user.id) if failure.failed(1) else EmailTakenError())
        except WriteConflictError as conflict:
            return refused(number, conflict)
        if self.is_rehearsal:
            self._rehearsed.add(user.id)
        return Outcome(number, Verdict.IMPORTED)

    def _add_tasks(self, batch: Sequence[Entry[Task]]) -> list[Outcome]:
        """Add tasks of one user, all that can be in one transaction."""
        user_id = batch[0].entity.user_id
        outcomes: list[Outcome] = []
        left = batch
        while left:
            owner = [] if user_id in self._rehearsed else [active_profile(self.table_name, user_id)]
            puts = [new_task(self.table_name, entry.entity) for entry in left]
            deletes = [not_deleted(self.table_name, entry.entity) for entry in left]
            try:
                self._write([*owner, *puts, *deletes])
            except ConditionsFailedError as failure:
                if owner and failure.failed(0):
                    stored = failure.stored(0)
                    reason = (UserNotActiveError if stored else UserNotFoundError)(user_id)
                    return outcomes + [refused(entry.number, reason) for entry in left]
                met = self._met_tasks(left, failure, puts_begin=len(owner))
                if not met:
                    raise
                outcomes += met.values()
                left = [entry for entry in left if entry.number not in met]
            except WriteConflictError as conflict:
                return outcomes + [refused(entry.number, conflict) for entry in left]
            else:
                outcomes += [Outcome(entry.number, Verdict.IMPORTED) for entry in left]
                left = []
        return sorted(outcomes)

    def _met_tasks(
        self, batch: Sequence[Entry[Task]], failure: ConditionsFailedError, puts_begin: int
    ) -> dict[int, Outcome]:
        """Return by line what became of those tasks whose conditions failed."""
        met: dict[int, Outcome] = {}
        for place, (number, task) in enumerate(batch, start=puts_begin):
            stored = failure.stored(place)
            if failure.failed(place + len(batch)) or (stored and is_tombstone(stored)):
                met[number] = Outcome(number, Verdict.REFUSED, f"Task {task.id} has been deleted.")
            elif failure.failed(place):
                met[number] = compared(number, task, task_from_item(stored), is_kept=self.writing.is_kept)
        return met

    def _write(self, writes: "Sequence[TransactWriteItemTypeDef]") -> None:
        write_transaction(self.client, [asked(write) for write in writes] if self.is_rehearsal else writes)


def goes_with(entry: Entry[User] | Entry[Task] | Refused, batch: Sequence[Entry[Task]]) -> bool:
    """Whether an entry is one more task of the same user; no transaction takes an item twice."""
    if isinstance(entry, Refused) or isinstance(entry.entity, User):
        return False
    return (
        len(batch) < MOST_OPERATIONS
        and entry.entity.user_id == batch[0].entity.user_id
        and entry.entity.id not in [each.entity.id for each in batch]
    )


def not_deleted(table_name: str, task: Task) -> "TransactWriteItemTypeDef":
    """Return the check that a task was not deleted of late: the lake would take its new versions for older ones."""
    return {
        "ConditionCheck": {
            "TableName": table_name,
            "Key": strings(keys.deletion_key(task.user_id, task.id)),
            "ConditionExpression": f"attribute_not_exists({keys.PARTITION_KEY})",
        }
    }


def asked(write: "TransactWriteItemTypeDef") -> "TransactWriteItemTypeDef":
    """Return the condition of a write alone."""
    if "Put" not in write:
        return write
    put = write["Put"]
    key = {name: put["Item"][name] for name in (keys.PARTITION_KEY, keys.SORT_KEY)}
    condition = {name: value for name, value in put.items() if name != "Item"}
    return {"ConditionCheck": {**condition, "Key": key}}  # pyright: ignore[reportReturnType]  # a Put without its item
