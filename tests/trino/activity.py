"""Some thousand changes of tasks and users as the stream function gets them, and how they reach the lake.

Everything but the time is the same in every run: the last change is made just before now, the first days ago.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import batched
from typing import Final, Self

from tasklake.items import item_from_task, item_from_user
from tasklake.models import Task, TaskChanges, TaskPriority, TaskStatus, User, create_task, create_user
from tasklake.versions import change_task, change_user
from tasklake_lake.windows import NEAR_DAYS
from tasklake_stream_etl.attributes import LAST_COUNT
from tests.unit.stream_etl.table_changes import Item, Record, change

SPAN: Final = timedelta(days=2 * NEAR_DAYS + 2)
"""As much of it is older than what the near merges take as is not, whatever the time of day."""

MERGE_HOURS: Final = 24 * (SPAN.days + 1)
"""The hours of arrivals that a MERGE reads to find all of it."""
LATEST: Final = timedelta(hours=30)
"""The longest that a delivery is late; a new one comes into a partition of the last days."""

USERS: Final = 30
CATEGORIES: Final = (
    None,
    "",
    "work",
    "it's \"quoted\" and 'again'",
    "two\nlines\r\n and a\ttab",
    "nul\0inside",
    "📎 clips, ünïcödé, 日本",
    "${tail_hours} ? % \\",
    " spaces around ",
    "x" * 50,
)
LABELS: Final = (None, ("a",), ("a", "it's a 'label'", "📎"), ("[b]", "null", "x" * 50))
DUE_DATES: Final = (None, date.min, date(1582, 10, 10), date.max)

type Change = tuple[Task | User | None, Task | User | None, datetime]


@dataclass(frozen=True, slots=True)
class Delivery:
    """Records that come as one batch, into the partition of the hour `at`."""

    at: datetime
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """What happened, and the deliveries in the order in which they come.

    Attributes:
        changes: The item before and after each change, and when the change was made.
        deliveries: Each change at least once.
    """

    changes: tuple[Change, ...]
    deliveries: tuple[Delivery, ...]

    @classmethod
    def until(cls, now: datetime, *, changes: int = 4000, seed: int = 1) -> Self:
        """Make an activity whose last delivery is at `now`."""
        randomness = random.Random(seed)  # noqa: S311 - the same activity in every run
        made = tuple(_changes(randomness, now, changes))
        return cls(made, tuple(sorted(_deliveries(randomness, now, made), key=lambda delivery: delivery.at)))


def _changes(randomness: random.Random, now: datetime, count: int) -> Iterator[Change]:
    """Yield creations, updates, deletes and creations of an id that was there before."""
    items: dict[str, Task | User | None] = {f"user-{number}": None for number in range(USERS)}
    items |= {f"0195a0b2-0000-7000-8000-{number:012d}": None for number in range(count // 4)}
    ids = list(items)
    for number in range(count):
        at = now - SPAN + number * SPAN / count
        at = at.replace(microsecond=at.microsecond // 1000 * 1000)
        # The first changes make the users, so that each of them is there.
        key = ids[number] if number < USERS else randomness.choice(ids[:USERS] if number % 10 == 0 else ids)
        old = items[key]
        new = _next(randomness, key, old, at, f"request-{number}")
        items[key] = new
        yield old, new, at


def _next(
    randomness: random.Random, key: str, old: Task | User | None, at: datetime, request_id: str
) -> Task | User | None:
    if old is None:
        return _created(randomness, key, at, request_id)
    if randomness.random() < 0.24 or old.version >= LAST_COUNT - 1:
        return None
    if isinstance(old, User):
        return change_user(old, {"name": f"Ada {old.version}"}, now=at, generation=0, request_id=request_id)
    return change_task(old, _some_fields(randomness), now=at, generation=0, request_id=request_id)


def _created(randomness: random.Random, key: str, at: datetime, request_id: str) -> Task | User:
    if key.startswith("user-"):
        return create_user(user_id=key, email="ada@example.com", name="Ada", now=at, request_id=request_id)
    task = create_task(
        user_id=f"user-{randomness.randrange(USERS)}",
        title="Call Ada",
        priority=randomness.choice(list(TaskPriority)),
        category=randomness.choice(CATEGORIES),
        labels=randomness.choice(LABELS),
        due_date=_due_date(randomness, at),
        now=at,
        request_id=request_id,
    )
    version = randomness.choice((1,) * 20 + (2**53, LAST_COUNT - 2))
    return replace(task, id=key, version=version)


def _some_fields(randomness: random.Random) -> TaskChanges:
    changes: TaskChanges = {"status": randomness.choice(list(TaskStatus))}
    if randomness.random() < 0.3:
        changes["category"] = randomness.choice(CATEGORIES)
        changes["labels"] = randomness.choice(LABELS)
    if randomness.random() < 0.1:
        changes["priority"] = randomness.choice(list(TaskPriority))
    return changes


def _due_date(randomness: random.Random, at: datetime) -> date | None:
    if randomness.random() < 0.2:
        return randomness.choice(DUE_DATES)
    return at.date() + timedelta(days=randomness.randrange(-10, 20))


def _deliveries(randomness: random.Random, now: datetime, changes: tuple[Change, ...]) -> Iterator[Delivery]:
    """Yield one batch of each few changes in turn, a twentieth of them hours late, a tenth also once more."""
    records = [_record(*made, sequence) for sequence, made in enumerate(changes)]
    for batch in batched(zip(records, changes, strict=True), 40, strict=False):
        delivered = tuple(record for record, _ in batch)
        newest = batch[-1][1][2]
        late = randomness.random() < 0.05
        yield Delivery(_later(randomness, newest, now) if late else newest, delivered)
        if randomness.random() < 0.1:
            # A batch that is sent again may be cut at other places than the first time.
            start = randomness.randrange(len(delivered))
            yield Delivery(_later(randomness, newest, now), delivered[start:])


def _later(randomness: random.Random, at: datetime, now: datetime) -> datetime:
    return min(at + randomness.random() * LATEST, now)


def _record(old: Task | User | None, new: Task | User | None, at: datetime, sequence: int) -> Record:
    return change(_item(old), _item(new), sequence=sequence, created_at=int(at.timestamp()))


def _item(state: Task | User | None) -> Item | None:
    match state:
        case Task():
            return item_from_task(state)
        case User():
            return item_from_user(state)
        case None:
            return None
