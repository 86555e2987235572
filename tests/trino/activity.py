"""Some thousand changes of tasks and users as the stream function gets them, and how they reach the lake.

Everything but the time is the same in every run: the last change is made just before now, the first days ago.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import batched
from typing import Final, Self

from tasklake.models import TaskChanges, TaskPriority, TaskStatus, User
from tasklake_lake.windows import NEAR_DAYS
from tasklake_stream_etl.attributes import LAST_COUNT
from tests.integration.lake.event_history import Change, EventHistory, task_id
from tests.unit.stream_etl.table_changes import Record

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


@dataclass(frozen=True, slots=True)
class Delivery:
    """Records that come as one batch, into the partition of the hour `at`."""

    at: datetime
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """What reaches the lake.

    Attributes:
        deliveries: Each change at least once, in the order in which they come.
    """

    deliveries: tuple[Delivery, ...]

    @classmethod
    def until(cls, now: datetime, *, changes: int = 4000, seed: int = 1) -> Self:
        """Make an activity whose last delivery is at `now`."""
        randomness = random.Random(seed)  # noqa: S311 - the same activity in every run
        made = _changes(randomness, now, changes)
        return cls(tuple(sorted(_deliveries(randomness, now, made), key=lambda delivery: delivery.at)))


def _changes(randomness: random.Random, now: datetime, count: int) -> Sequence[Change]:
    """Return creations, updates, deletes and creations of an id that was there before."""
    history = EventHistory()
    users = [f"user-{number}" for number in range(USERS)]
    ids = [*users, *map(task_id, range(count // 4))]
    for number in range(count):
        at = now - SPAN + number * SPAN / count
        at = at.replace(microsecond=at.microsecond // 1000 * 1000)
        # The first changes make the users, so that each of them is there.
        key = ids[number] if number < USERS else randomness.choice(users if number % 10 == 0 else ids)
        _change(randomness, history, key, at)
    return history.changes


def _change(randomness: random.Random, history: EventHistory, key: str, at: datetime) -> Change:
    old = history.items.get(key)
    if old is None:
        return _create(randomness, history, key, at)
    if randomness.random() < 0.24 or old.version >= LAST_COUNT - 1:
        return history.delete(key, at)
    if isinstance(old, User):
        return history.rename_user(key, at, f"Ada {old.version}")
    return history.change_task(key, at, **_some_fields(randomness))


def _create(randomness: random.Random, history: EventHistory, key: str, at: datetime) -> Change:
    if key.startswith("user-"):
        return history.create_user(key, at)
    return history.create_task(
        key,
        at,
        user=f"user-{randomness.randrange(USERS)}",
        priority=randomness.choice(list(TaskPriority)),
        category=randomness.choice(CATEGORIES),
        labels=randomness.choice(LABELS),
        due_date=_due_date(randomness, at),
        version=randomness.choice((1,) * 20 + (2**53, LAST_COUNT - 2)),
    )


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


def _deliveries(randomness: random.Random, now: datetime, changes: Sequence[Change]) -> Iterator[Delivery]:
    """Yield one batch of each few changes in turn, a twentieth of them hours late, a tenth also once more."""
    for batch in batched(changes, 40, strict=False):
        delivered = tuple(made.record for made in batch)
        newest = batch[-1].at
        late = randomness.random() < 0.05
        yield Delivery(_later(randomness, newest, now) if late else newest, delivered)
        if randomness.random() < 0.1:
            # A batch that is sent again may be cut at other places than the first time.
            start = randomness.randrange(len(delivered))
            yield Delivery(_later(randomness, newest, now), delivered[start:])


def _later(randomness: random.Random, at: datetime, now: datetime) -> datetime:
    return min(at + randomness.random() * LATEST, now)
