"""Lists of tasks and users: what may be asked of them, and the pages they come in."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tasklake.models import TaskPriority, TaskStatus


class TaskSort(StrEnum):
    """Orders of a task list; tasks without a due date sort after all dates."""

    CREATED = "created"
    CREATED_DESCENDING = "-created"
    DUE = "due"
    DUE_DESCENDING = "-due"

    @property
    def is_descending(self) -> bool:
        return self.value.startswith("-")

    @property
    def is_by_due_date(self) -> bool:
        return self in (TaskSort.DUE, TaskSort.DUE_DESCENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskQuery:
    """Which of a user's tasks, in which order; due bounds are inclusive and leave out tasks without a due date."""

    status: TaskStatus | None = None
    priority: TaskPriority | None = None
    category: str | None = None
    due_after: date | None = None
    due_before: date | None = None
    sort: TaskSort = TaskSort.CREATED


@dataclass(frozen=True, slots=True)
class TaskPosition:
    """The place of a task in a list of its user's tasks; it names no partition."""

    task_id: str
    due_date: date | None


@dataclass(frozen=True, slots=True)
class UserPosition:
    """The place of a profile in the list of profiles."""

    user_id: str
    created_at_milliseconds: int


@dataclass(frozen=True, slots=True)
class Page[Entity, Position]:
    """Some of a list, and the position to go on after; None means that the list ends here."""

    items: tuple[Entity, ...]
    next: Position | None
