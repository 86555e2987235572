"""A board of tasks whose history grows while its live tasks stay as many."""
# ruff: noqa: INP001  # a script's part

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from random import Random
from uuid import UUID

from tasklake.models import Task, TaskPriority, TaskStatus, create_task, create_user
from tasklake.versions import change_task
from tasklake_lake.event_tables import EVENT_TABLES
from tasklake_stream_etl.batch import read_batch
from tests.integration.lake.event_history import Change
from tests.integration.lake.realized_lake import Lake

TASKS = 1_000
USERS = 50
CHANGES_PER_DAY = 300
LAST_DAY = datetime(2026, 3, 10, tzinfo=UTC)
LAST_HOUR = LAST_DAY + timedelta(hours=22)
NOW = LAST_DAY + timedelta(hours=23)

DAYS_OF_HOURLY_BATCHES = 4
"""The last days, which the views read raw, have an object for each hour; the days before have one each."""

MERGES = 5
"""As often is every lake merged, since the local engine's commits leave a manifest each, which a query reads."""


@dataclass(slots=True)
class Board:
    """Random work on the tasks, all of which are created on the first five days.

    Attributes:
        chance: Decides everything but the ids of tasks.
        json_bytes: Size of each day's changes as gzipped JSON lines, with the raw tables' columns.
    """

    chance: Random
    tasks: list[Task] = field(default_factory=list[Task])
    json_bytes: dict[date, int] = field(default_factory=dict[date, int])
    _users: list[str] = field(default_factory=list[str])
    _sequence: int = 0

    def fill(self, lake: Lake, days: int) -> None:
        """Deliver so many days up to the last one, at least as many as merges, and merge all but the last hour."""
        days_per_merge = days // MERGES
        for age in reversed(range(days)):
            day = LAST_DAY - timedelta(days=age)
            changes = list(self._changes_of(day))
            self.json_bytes[day.date()] = len(gzip.compress(json_lines(changes)))
            hours = 1 if age < DAYS_OF_HOURLY_BATCHES else 24
            self._deliver(lake, [change for change in changes if change.at < LAST_HOUR], hours=hours)
            if age % days_per_merge == 0:
                lake.now = day + timedelta(hours=22)
                # A far MERGE takes 90 days of changes.
                for _ in range(2):
                    lake.maintain(merge_hours=days_per_merge * 24)
            self._deliver(lake, [change for change in changes if change.at >= LAST_HOUR], hours=hours)
        lake.now = NOW

    def _changes_of(self, day: datetime) -> Iterator[Change]:
        moments = sorted(
            day + timedelta(milliseconds=self.chance.randrange(23 * 3_600_000))
            for _ in range(CHANGES_PER_DAY)
        )
        if not self._users:
            yield from (self._create_user(day) for _ in range(USERS))
        for number, at in enumerate(moments):
            creates = len(self.tasks) < TASKS and (number + 1) % 4 != 0
            yield self._create(at) if creates else self._change(at)

    def _create_user(self, at: datetime) -> Change:
        user = create_user(
            user_id=self._id(),
            email="ada@example.com",
            name="Ada",
            now=at,
            request_id=self._id(),
        )
        self._users.append(user.id)
        return self._made(Change(None, user, at, self._sequence))

    def _create(self, at: datetime) -> Change:
        task = create_task(
            user_id=self.chance.choice(self._users),
            title="Call Ada",
            priority=self.chance.choice(list(TaskPriority)),
            category=self.chance.choice([None, "home", "work"]),
            due_date=at.date() + timedelta(days=14),
            now=at,
            request_id=self._id(),
        )
        self.tasks.append(task)
        return self._made(Change(None, task, at, self._sequence))

    def _change(self, at: datetime) -> Change:
        place = self.chance.randrange(len(self.tasks))
        before = self.tasks[place]
        status = self.chance.choice([status for status in TaskStatus if status is not before.status])
        self.tasks[place] = change_task(
            before, {"status": status}, now=at, generation=0, request_id=self._id()
        )
        return self._made(Change(before, self.tasks[place], at, self._sequence))

    def _made(self, change: Change) -> Change:
        self._sequence += 1
        return change

    def _id(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128), version=4))

    @staticmethod
    def _deliver(lake: Lake, changes: Sequence[Change], *, hours: int) -> None:
        for _, batch in groupby(changes, key=lambda change: change.at.hour // hours):
            made = list(batch)
            lake.raw.deliver(made, made[-1].at)


def json_lines(changes: Iterable[Change]) -> bytes:
    batch = read_batch((change.record for change in changes), NOW)
    return "\n".join(
        json.dumps(dict(zip((column.name for column in table.columns), row, strict=True)))
        for table in EVENT_TABLES
        for row in batch.rows[table.name]
    ).encode()
