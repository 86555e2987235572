"""Lists of tasks and users: what may be asked of them, and the pages they come in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, Self

from tasklake import keys
from tasklake.models import Task, TaskPriority, TaskStatus
from tasklake.text import folded


@dataclass(frozen=True, slots=True)
class TaskOrder:
    """An order of tasks by a field, with an index of its own.

    Of two tasks in one place the older comes first. Where the sort key is a number, which has no room for an id, their
    order is the index's own, and the same on every page.

    Attributes:
        field: The field.
        index: The index that holds the tasks of a user in this order, by place and id, or by a number that is the place.
        place: Takes the field's value and returns the text that sorts as it should.
        is_place: Whether a text is the place of any value.
    """

    field: str
    index: keys.Index
    place: Callable[[Any], str]
    is_place: Callable[[str], bool]


BY_DUE_DATE: Final = TaskOrder("due_date", keys.BY_DUE_DATE, keys.due_date_place, keys.is_due_date_place)
BY_UPDATE: Final = TaskOrder("updated_at", keys.BY_UPDATE, keys.moment_place, keys.is_moment_place)
"""Only where a stack has `delta_sync` on; what stays of deleted tasks has places too."""


class TaskSort(StrEnum):
    """Orders of a task list; tasks without a due date sort after all dates."""

    CREATED = "created"
    CREATED_DESCENDING = "-created"
    DUE = "due", BY_DUE_DATE
    DUE_DESCENDING = "-due", BY_DUE_DATE
    UPDATED = "updated", BY_UPDATE
    UPDATED_DESCENDING = "-updated", BY_UPDATE

    order: TaskOrder | None

    def __new__(cls, name: str, order: TaskOrder | None = None) -> Self:
        """Make a sort of this name; one without an order is by creation, as the ids of tasks are."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.order = order
        return member

    @property
    def is_descending(self) -> bool:
        return self.value.startswith("-")

    def position_of(self, task: Task) -> "TaskPosition":
        place = self.order.place(getattr(task, self.order.field)) if self.order else ""
        return TaskPosition(task.id, place)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskQuery:
    """Which of a user's tasks, in which order; bounds are inclusive and leave out tasks without the date or time.

    Attributes:
        status: Any of these, at least one.
        priority: Any of these, at least one.
        category: Exactly this; the empty text stands for no category too.
        labels: All of these, at least one.
        q: All of these folded words, at least one, each anywhere in the title or the description.
    """

    status: frozenset[TaskStatus] | None = None
    priority: frozenset[TaskPriority] | None = None
    category: str | None = None
    labels: frozenset[str] | None = None
    due_after: date | None = None
    due_before: date | None = None
    completed_after: datetime | None = None
    completed_before: datetime | None = None
    updated_after: datetime | None = None
    q: frozenset[str] | None = None
    sort: TaskSort = TaskSort.CREATED

    @property
    def crossed_bounds(self) -> tuple[str, str] | None:
        """The names of two bounds that let nothing in between them, the upper one first; None without such."""
        if self.due_after and self.due_before and self.due_after > self.due_before:
            return "due_before", "due_after"
        if self.completed_after and self.completed_before and self.completed_after > self.completed_before:
            return "completed_before", "completed_after"
        return None

    def finds(self, task: Task) -> bool:
        """Whether the words are in a task; the other filters are the store's."""
        if not self.q:
            return True
        written = folded(f"{task.title}\n{task.description or ''}")
        return all(word in written for word in self.q)

    @property
    def due_range(self) -> tuple[str, str] | None:
        """The first and last sort key by due date that the bounds let in; None without bounds."""
        if self.due_after is None and self.due_before is None:
            return None
        return keys.due_date_range(self.due_after, self.due_before)

    def may_go_on_after(self, position: "TaskPosition") -> bool:
        """Whether the list can hold a position: DynamoDB refuses to start a query outside its own range."""
        order = self.sort.order
        if order is None:
            return not position.place and not position.is_record
        if not order.is_place(position.place):
            return False
        if order is BY_UPDATE:
            return not self.updated_after or order.place(self.updated_after) <= position.place
        if position.is_record:
            return False
        if order is BY_DUE_DATE and self.due_range:
            first, last = self.due_range
            return first <= keys.placed(position.place, position.task_id) <= last
        return True


@dataclass(frozen=True, slots=True)
class TaskPosition:
    """The place of a task in a list of its user's tasks, empty in one by creation; it names no partition.

    Attributes:
        is_record: Whether the record of the task's deletion is there, which the list by update passes over.
    """

    task_id: str
    place: str = ""
    is_record: bool = False


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
