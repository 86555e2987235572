"""What an activity file means as tasks.

object      a task; deleted and created again, it is the same object's next incarnation and a new task
actor       who acts; an object's first actor owns all its incarnations, and everybody else acts as an admin
area        the category
size        the priority: up to 2 lines low, up to 8 medium, up to 27 high, above urgent
create      POST with the object as title, pending, due 14 days after the row's date
update      PATCH with the row's priority and category, and the status that follows from how often the
            incarnation was updated: in_progress, completed, in_progress, completed, in_progress, cancelled,
            and from the start again
delete      DELETE
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from tasklake.models import TaskPriority, TaskStatus
from tasklake_devkit.activity.row import Activity, Op

DUE_AFTER: Final = timedelta(days=14)

_STATUS_OF_UPDATE: Final = (
    TaskStatus.IN_PROGRESS,
    TaskStatus.COMPLETED,
    TaskStatus.IN_PROGRESS,
    TaskStatus.COMPLETED,
    TaskStatus.IN_PROGRESS,
    TaskStatus.CANCELLED,
)
_LARGEST_LOW, _LARGEST_MEDIUM, _LARGEST_HIGH = 2, 8, 27


class Incarnation(NamedTuple):
    """An object between a create and the next delete; `number` counts its creates from 1."""

    object: str
    number: int

    def __str__(self) -> str:
        return self.object if self.number == 1 else f"{self.object} (incarnation {self.number})"


class TaskState(NamedTuple):
    category: str
    status: TaskStatus
    priority: TaskPriority


@dataclass(frozen=True, slots=True)
class Step:
    """What one row does to one task.

    Attributes:
        activity: The row.
        task: The task it is done to.
        owner: The actor who owns the task.
        version: The task's version after it; a delete counts as one.
        due_date: The task's, from its create on.
        state: The task after it; None after a delete.
    """

    activity: Activity
    task: Incarnation
    owner: str
    version: int
    due_date: date
    state: TaskState | None

    @property
    def is_by_owner(self) -> bool:
        return self.activity.actor == self.owner

    @property
    def body(self) -> dict[str, str] | None:
        """The JSON body of the step's request."""
        if self.state is None:
            return None
        body: dict[str, str] = {**self.state._asdict()}
        if self.activity.op is Op.CREATE:
            body["title"] = self.activity.object
            body["due_date"] = self.due_date.isoformat()
        return body


def steps(rows: Iterable[Activity]) -> Iterator[Step]:
    """Yield what each row does; the rows are those of a checked file, from its first on."""
    latest: dict[str, Step] = {}
    for row in rows:
        before = latest.get(row.object)
        owner = before.owner if before else row.actor
        number = before.task.number if before else 0
        version = before.version if before else 0
        due_date = before.due_date if before else date.min
        if row.op is Op.CREATE:
            number, version, due_date = number + 1, 0, (row.at + DUE_AFTER).date()
        state = _state_after(row, version)
        step = Step(row, Incarnation(row.object, number), owner, version + 1, due_date, state)
        latest[row.object] = step
        yield step


def _state_after(row: Activity, updates: int) -> TaskState | None:
    match row.op:
        case Op.CREATE:
            return TaskState(row.area, TaskStatus.PENDING, priority_of(row.size))
        case Op.UPDATE:
            return TaskState(row.area, status_after(updates), priority_of(row.size))
        case Op.DELETE:
            return None


def status_after(updates: int) -> TaskStatus:
    """Return the status of a task after so many updates."""
    return _STATUS_OF_UPDATE[(updates - 1) % len(_STATUS_OF_UPDATE)] if updates else TaskStatus.PENDING


def priority_of(size: int) -> TaskPriority:
    """Return the priority of a change by its lines; the bounds are the quartiles of a real project's changes."""
    if size <= _LARGEST_LOW:
        return TaskPriority.LOW
    if size <= _LARGEST_MEDIUM:
        return TaskPriority.MEDIUM
    return TaskPriority.HIGH if size <= _LARGEST_HIGH else TaskPriority.URGENT
