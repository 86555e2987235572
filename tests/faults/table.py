"""The table: the repositories in memory, and the stream that their writes make."""

from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from tasklake.errors import TasklakeError
from tasklake.models import Task, TaskPriority, TaskStatus, User, create_task, create_user
from tasklake_lake.event_tables import TASK_EVENTS, USER_EVENTS, EventTable
from tests.in_memory.erasure import InMemoryUserErasure
from tests.in_memory.repositories import InMemoryTaskRepository, InMemoryUserRepository
from tests.unit.stream_etl.histories import Row, Tombstone, Version, expected_row, stored
from tests.unit.stream_etl.table_changes import STREAM_ARN, Record, change

type Key = tuple[str, ...]
type Items = dict[Key, Task | User]

MILLISECOND: Final = timedelta(milliseconds=1)
SEQUENCES_OF_A_TABLE: Final = 10_000
STATUSES: Final = list(TaskStatus)
PRIORITIES: Final = list(TaskPriority)


@dataclass(slots=True)
class Clock:
    """The time of everything; it never stands still for two writes."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def tick(self, by: timedelta = MILLISECOND) -> None:
        self.now += by


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """One write of one item, as the stream has it.

    Attributes:
        user_id: In whose partition the item lies; the stream keeps the order of each item.
        generation: That of the table.
    """

    before: Version
    after: Version
    user_id: str
    at: datetime
    sequence: int
    generation: int

    @property
    def table(self) -> EventTable:
        item = self.after or self.before
        return USER_EVENTS if isinstance(item, User) else TASK_EVENTS

    @property
    def record(self) -> Record:
        record = change(
            stored(self.before),
            stored(self.after),
            sequence=self.sequence,
            created_at=int(self.at.timestamp()),
        )
        stream = STREAM_ARN.replace("table/tasklake/", f"table/{table_name(self.generation)}/")
        return {**record, "eventSourceARN": stream}

    @property
    def row(self) -> Row | None:
        """What the lake must have of it, made from the models alone."""
        row = expected_row(self.before, self.after, self.sequence)
        if row and self.after is None:
            assert isinstance(self.before, Task | User)
            second = self.at.replace(microsecond=0)
            row["occurred_at"] = max(second, self.before.updated_at).replace(tzinfo=None)
            row["generation"] = max(self.before.generation, self.generation)
        return row


class Table:
    """Users and tasks of one history.

    Attributes:
        owner: What the ids of its users and tasks begin with.
        changes: All that the streams of the table and of its forerunners ever had.
        generation: How often it has been restored.
    """

    def __init__(self, clock: Clock, owner: str, first_sequence: int) -> None:
        self.owner = owner
        self._first_sequence = first_sequence
        self.changes: list[Change] = []
        self.generation = 0
        self._clock = clock
        self._known: set[str] = set()
        self._past: list[Items] = []
        self._open({})

    @property
    def items(self) -> Items:
        """What exists, by the values of the columns that identify it."""
        users: Items = {(user_id,): user for user_id, user in self._users.users.items()}
        return users | dict(self._tasks.tasks)

    def create_user(self, number: int) -> None:
        with self._streamed():
            self._users.add(
                create_user(
                    user_id=self._user(number),
                    email=f"{self._user(number)}@example.com",
                    name="Ada",
                    now=self._clock(),
                    request_id=self._request,
                )
            )

    def rename_user(self, number: int, name: int) -> None:
        with self._streamed():
            self._users.update(self._user(number), {"name": f"Ada {name}"}, request_id=self._request)

    def erase_user(self, number: int) -> None:
        user_id = self._user(number)
        with self._streamed():
            self._users.begin_erasure(user_id, request_id=self._request)
        self._finish_erasure(user_id)

    def create_task(self, number: int, status: int, *, age: timedelta = timedelta()) -> None:
        """Create a task, or one of an age that was imported; only an id that is new can be imported."""
        user_id, task_id = self._task(number)
        if age and task_id in self._known:
            return
        self._known.add(task_id)
        task = create_task(
            user_id=user_id,
            title="Call Ada",
            status=STATUSES[status % 4],
            priority=PRIORITIES[status // 2 % 4],
            now=self._clock() - age,
            request_id=self._request,
        )
        with self._streamed():
            self._tasks.add(replace(task, id=task_id))

    def change_task(self, number: int, status: int) -> None:
        with self._streamed():
            self._tasks.update(
                *self._task(number),
                {"status": STATUSES[status % 4], "priority": PRIORITIES[status // 2 % 4]},
                request_id=self._request,
            )

    def delete_task(self, number: int) -> None:
        with self._streamed():
            self._tasks.remove(*self._task(number), request_id=self._request)

    def restore(self, back: int) -> None:
        """Set the items back to what they were some writes ago, and erase again who had been erased since."""
        items = self._past[max(len(self._past) - 1 - back, 0)] if self._past else {}
        erased = self._users.erased
        self.generation += 1
        self._open(items)
        self._users.erased = dict(erased)
        for user_id in sorted({*erased} & {*self._users.users}):
            with self._streamed():
                self._users.begin_erasure(user_id, request_id=self._request)
            self._finish_erasure(user_id)

    def _open(self, items: Items) -> None:
        self._users = InMemoryUserRepository(self._clock, self.generation)
        self._tasks = InMemoryTaskRepository(self._users, self._clock, self.generation)
        self._erasure = InMemoryUserErasure(self._users, self._tasks, self._clock, self.generation)
        for key, item in items.items():
            if isinstance(item, User):
                self._users.users[item.id] = item
            else:
                self._tasks.tasks[item.user_id, key[1]] = item

    def _finish_erasure(self, user_id: str) -> None:
        removed = 1
        while removed:
            with self._streamed():
                removed = 0
                removed = self._erasure.remove_possessions(user_id)
        with self._streamed():
            self._erasure.complete(user_id)

    def _user(self, number: int) -> str:
        return f"{self.owner}-{number % 2}"

    def _task(self, number: int) -> tuple[str, str]:
        return self._user(number), f"{self.owner}-task-{number % 4}"

    @property
    def _request(self) -> str:
        return f"request-{len(self.changes)}"

    @contextmanager
    def _streamed(self) -> Generator[None]:
        """Put what a write changes into the stream; a write that is refused changes nothing."""
        self._clock.tick()
        before, request_id = self.items, self._request
        with suppress(TasklakeError):
            yield
        after = self.items
        self._past.append(after)
        for key in sorted(before.keys() | after.keys()):
            old, new = before.get(key), after.get(key)
            if old == new:
                continue
            deletion = self._tasks.deletions.get((old.user_id, old.id)) if isinstance(old, Task) else None
            if isinstance(old, Task) and deletion and deletion.request_id == request_id:
                tombstone = Tombstone(old, self._clock(), request_id, self.generation)
                self._write(key, old, tombstone)
                self._write(key, tombstone, None)
            else:
                self._write(key, old, new)

    def _write(self, key: Key, before: Version, after: Version) -> None:
        # The stream of a restored table begins anew, so that its numbers say nothing of those before.
        sequence = (
            self._first_sequence + SEQUENCES_OF_A_TABLE * (9 - self.generation % 10) + len(self.changes)
        )
        self.changes.append(Change(before, after, key[0], self._clock(), sequence, self.generation))


def table_name(generation: int) -> str:
    return f"tasklake-{generation}"


def column_values(item: Task | User, table: EventTable) -> dict[str, Any]:
    """Return an item in the columns of the lake."""
    values: dict[str, Any] = {}
    for column in table.state:
        value = getattr(item, "id" if column.name == table.key else column.name)
        values[column.name] = value.replace(tzinfo=None) if isinstance(value, datetime) else value
    return values
