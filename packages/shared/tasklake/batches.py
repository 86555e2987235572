"""Changes of several tasks of one user that are made together or not at all."""

from dataclasses import dataclass
from typing import Final, NamedTuple

from tasklake.errors import TasklakeError
from tasklake.models import Revision, Task, TaskChanges

MOST_OPERATIONS: Final = 25
"""Few enough that their items, and the records that deletes leave, fit what DynamoDB takes at once."""


@dataclass(frozen=True, slots=True)
class Creation:
    """The create of a task, of which this is version 1."""

    task: Task


@dataclass(frozen=True, slots=True)
class Change:
    """The changes of a task, of the version expected or of any; none leave it as it is."""

    task_id: str
    changes: TaskChanges
    expected: Revision | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """The delete of a task, of the version expected or of any."""

    task_id: str
    expected: Revision | None = None


type Operation = Creation | Change | Removal


class Outcome(NamedTuple):
    """What an operation leaves: a task at a revision, or none."""

    task_id: str
    revision: Revision | None


class BatchAnswer(NamedTuple):
    """What a batch has come to.

    Attributes:
        outcomes: One for each operation, in its order.
        is_replay: Whether an earlier request with the same key has made the changes.
    """

    outcomes: tuple[Outcome, ...]
    is_replay: bool


class OperationRefusedError(Exception):
    """One of the operations is refused, so nothing is written.

    Attributes:
        index: Which operation, from 0.
        refusal: What it would be refused with alone.
    """

    def __init__(self, index: int, refusal: TasklakeError) -> None:
        super().__init__(f"Operation {index}: {refusal}")
        self.index = index
        self.refusal = refusal
