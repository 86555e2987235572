"""Changes of tasks and users that a test makes up."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from tasklake.models import Task, TaskChanges, TaskPriority, TaskStatus, User, create_task, create_user
from tasklake.versions import change_task, change_user
from tests.unit.stream_etl.histories import stored
from tests.unit.stream_etl.table_changes import Record, change

type Item = Task | User


def utc(text: str) -> datetime:
    """Return a moment written like 2026-03-01T10:00:00.123."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def timestamp(text: str) -> datetime:
    """Return the moment as a column gives it back, which has no zone."""
    return utc(text).replace(tzinfo=None)


def task_id(number: int) -> str:
    return f"0195a0b2-0000-7000-8000-{number:012d}"


@dataclass(frozen=True, slots=True)
class Change:
    """One write of one item.

    Attributes:
        before: The item that was there; None for a creation.
        after: The item that is there now; None for a delete.
        at: When the write was made; a stream record tells it to the second.
        sequence: The record's position in the stream.
    """

    before: Item | None
    after: Item | None
    at: datetime
    sequence: int

    @property
    def item(self) -> Item:
        """The item after the change, of a delete before it."""
        item = self.after or self.before
        assert item is not None
        return item

    @property
    def record(self) -> Record:
        return change(
            stored(self.before),
            stored(self.after),
            sequence=self.sequence,
            created_at=int(self.at.timestamp()),
        )


@dataclass(slots=True)
class EventHistory:
    """Writes in the order in which they were made; each names the item by its id and says when."""

    changes: list[Change] = field(default_factory=list[Change])
    items: dict[str, Item] = field(default_factory=dict[str, Item])

    def create_task(
        self,
        task: str,
        at: datetime,
        *,
        user: str = "user-1",
        status: TaskStatus = TaskStatus.PENDING,
        priority: TaskPriority = TaskPriority.MEDIUM,
        category: str | None = None,
        labels: tuple[str, ...] | None = None,
        due_date: date | None = None,
        version: int = 1,
    ) -> Change:
        """Create a task; it may start at a high version, as one that has been written that often."""
        created = create_task(
            user_id=user,
            title="Call Ada",
            status=status,
            priority=priority,
            category=category,
            labels=labels,
            due_date=due_date,
            now=at,
            request_id=f"request-{len(self.changes)}",
        )
        return self._write(task, replace(created, id=task, version=version), at)

    def change_task(self, task: str, at: datetime, **changes: Any) -> Change:  # noqa: ANN401 - as in TaskChanges
        item = self.items[task]
        assert isinstance(item, Task)
        fields = TaskChanges(**changes)
        return self._write(
            task,
            change_task(
                item, fields, now=at, generation=item.generation, request_id=f"request-{len(self.changes)}"
            ),
            at,
        )

    def create_user(self, user: str, at: datetime) -> Change:
        created = create_user(
            user_id=user,
            email=f"{user}@example.com",
            name="Ada",
            now=at,
            request_id=f"request-{len(self.changes)}",
        )
        return self._write(user, created, at)

    def rename_user(self, user: str, at: datetime, name: str = "Ada King") -> Change:
        item = self.items[user]
        assert isinstance(item, User)
        renamed = change_user(
            item,
            {"name": name},
            now=at,
            generation=item.generation,
            request_id=f"request-{len(self.changes)}",
        )
        return self._write(user, renamed, at)

    def delete(self, item: str, at: datetime) -> Change:
        return self._write(item, None, at)

    def _write(self, key: str, after: Item | None, at: datetime) -> Change:
        made = Change(self.items.pop(key, None), after, at, sequence=len(self.changes) + 1)
        if after is not None:
            self.items[key] = after
        self.changes.append(made)
        return made
