"""One history: a drawn script of writes and faults, and the way back to a lake that must be right."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from hypothesis import strategies as st

from tasklake_lake.event_tables import ARRIVAL_HOUR_FORMAT
from tasklake_lake.windows import Windows
from tasklake_operations.lake_maintenance import catch_up_hours
from tasklake_operations.lake_maintenance import plan as maintenance
from tests.faults import delivery
from tests.faults.delivery import Delivery, Fault, Shard
from tests.faults.table import Change, Clock, Table
from tests.integration.lake.event_history import utc

WINDOWS: Final = Windows(tail_hours=24, raw_retention_days=6, failure_retention_days=3)
"""Short ones, so that a life of some operations meets the end of each."""

FAR_MERGE_DAYS: Final = 2
START: Final = utc("2026-03-01T21:30")


class Kind(StrEnum):
    """What a step does. Those named more often in WEIGHTS are drawn more often."""

    CREATE_USER = "create user"
    RENAME_USER = "rename user"
    ERASE_USER = "erase user"
    CREATE_TASK = "create task"
    CHANGE_TASK = "change task"
    DELETE_TASK = "delete task"
    IMPORT_TASK = "import of an old task"
    DELIVER = "deliver"
    POISON = "poisoned record"
    CRASH = "crash before, between or after the writes"
    S3_FAILS = "S3 answers 500"
    S3_TIMES_OUT_LATE = "S3 times out after the write"
    BISECT = "bisected batch"
    REPLAY = "batch delivered again"
    GIVE_UP = "batch given up"
    REDRIVE = "redrive of a given-up batch"
    MEND = "redrive of quarantined records, mended"
    SPLIT = "split shard"
    BAD_RELEASE = "bad release"
    GOOD_RELEASE = "good release, wrong rows sent again"
    MAINTAIN = "maintenance"
    MAINTAIN_TWICE = "maintenance twice"
    WAIT = "hours pass"
    MISS_DAYS = "days without maintenance"
    RESTORE = "table restored"
    REPAIR = "repair in between"
    CHECK = "check in between"


WEIGHTS: Final = {
    Kind.CREATE_USER: 3,
    Kind.CREATE_TASK: 6,
    Kind.CHANGE_TASK: 8,
    Kind.DELETE_TASK: 4,
    Kind.DELIVER: 10,
    Kind.REPLAY: 2,
    Kind.POISON: 2,
    Kind.MAINTAIN: 4,
    Kind.WAIT: 4,
    Kind.CHECK: 2,
}
DRAWN: Final = [kind for kind in Kind for _ in range(WEIGHTS.get(kind, 1))]
WAITS: Final = [timedelta(milliseconds=400), timedelta(minutes=31), timedelta(hours=5), timedelta(hours=20)]
MISSED_DAYS: Final = [2, 3, 5, 8]


@dataclass(frozen=True, slots=True)
class Step:
    kind: Kind
    a: int = 0
    b: int = 0


NUMBERS: Final = st.integers(0, 7)
SCRIPTS: Final = st.lists(st.builds(Step, st.sampled_from(DRAWN), NUMBERS, NUMBERS), min_size=1, max_size=50)


class Lake(delivery.Lake, Protocol):
    """What a history needs of a lake."""

    now: datetime

    def rows(self, sql: str) -> list[dict[str, object]]: ...

    def view(self, name: str, parameters: dict[str, int], owner: str) -> list[dict[str, object]]: ...

    def run(self, name: str, sql: str) -> int: ...

    def execute(self, sql: str) -> int: ...


class History:
    """The state of everything while a script runs.

    Attributes:
        merged: The changes that a merge has read.
        needs_repair: Whether something has happened that only a repair mends.
        faults: How often each fault came.
    """

    def __init__(self, lake: Lake, owner: str, start: datetime = START) -> None:
        self.lake = lake
        self.owner = owner
        self.clock = Clock(start)
        self.faults: Counter[str] = Counter()
        self.table = Table(self.clock, owner)
        self.delivery = Delivery(lake, self.clock)
        self.merged: set[Change] = set()
        self.was_repaired = False
        self._maintained_at = start
        self._streamed = 0
        self.table.create_user(0)
        self.table.create_task(0, 0)

    @property
    def parameters(self) -> dict[str, int]:
        return {**WINDOWS.parameters(), "far_merge_days": FAR_MERGE_DAYS}

    @property
    def lost(self) -> set[Change]:
        """The changes of which every copy has expired before a merge."""
        return self.delivery.expired - self.merged - {*self.delivery.held()}

    @property
    def needs_repair(self) -> bool:
        return bool(self.table.generation or self.lost or self.was_repaired)

    def do(self, step: Step) -> None:
        """Do a step, if it means anything now."""
        self.clock.tick()
        self._stream()
        table, sent, a, b = self.table, self.delivery, step.a, step.b
        match step.kind:
            case Kind.CREATE_USER:
                table.create_user(a)
            case Kind.RENAME_USER:
                table.rename_user(a, b)
            case Kind.ERASE_USER:
                table.erase_user(a)
            case Kind.CREATE_TASK:
                table.create_task(a, b)
            case Kind.IMPORT_TASK:
                table.create_task(a, b, age=timedelta(days=3 + 2 * b, hours=a))
            case Kind.CHANGE_TASK:
                table.change_task(a, b)
            case Kind.DELETE_TASK:
                table.delete_task(a)
            case Kind.RESTORE:
                table.restore(b)
                sent.generation = table.generation
            case Kind.WAIT:
                self.wait(WAITS[a % 4])
            case Kind.MISS_DAYS:
                self.wait(timedelta(days=MISSED_DAYS[a % 4]))
            case Kind.MAINTAIN:
                self.maintain()
            case Kind.MAINTAIN_TWICE:
                self.maintain()
                self.maintain()
            case Kind.DELIVER:
                sent.deliver(sent.readable(a), 1 + b, Fault.NONE, 0)
            case Kind.POISON:
                sent.deliver(sent.readable(a), 5, Fault.NONE, 0, poison=0b10101 >> b % 3)
            case Kind.CRASH | Kind.S3_FAILS | Kind.S3_TIMES_OUT_LATE:
                sent.deliver(sent.readable(a), 1 + b, Fault[step.kind.name], b % 3)
            case Kind.BISECT:
                self._bisect(sent.readable(a), 1 + b)
            case Kind.REPLAY if sent.taken:
                again = sent.taken[a % len(sent.taken)]
                sent.attempt(again[b % len(again) :])
            case Kind.GIVE_UP:
                sent.give_up(sent.readable(a), 1 + b)
            case Kind.REDRIVE:
                sent.redrive(sent.failed, a)
            case Kind.MEND:
                sent.redrive(sent.quarantined, a)
            case Kind.SPLIT:
                sent.split(a)
            case Kind.BAD_RELEASE:
                sent.is_bad = True
            case Kind.GOOD_RELEASE:
                self.release_good()
            case _:
                return
        self._stream()
        self.faults[step.kind] += 1

    def wait(self, time: timedelta) -> None:
        self.clock.tick(time)
        self.delivery.expire(WINDOWS.raw_retention_days, WINDOWS.failure_retention_days)

    def release_good(self) -> None:
        """End a bad release, and send again what it has written."""
        self.delivery.is_bad = False
        if self.delivery.wrong:
            self.delivery.attempt(list(dict.fromkeys(self.delivery.wrong)))

    def maintain(self, merge_hours: int | None = None) -> None:
        """Run every statement of the maintenance; a far merge until it finds nothing."""
        self.clock.tick()
        self.lake.now = self.clock()
        hours = merge_hours or WINDOWS.merge_hours
        parameters = {**self.parameters, "merge_hours": hours}
        for each in maintenance():
            sql = each.rendered(parameters)
            while self.lake.run(each.name, sql) and each.name.startswith("merge_far"):
                continue
        self.merged |= self.arrived_within(hours)
        self._maintained_at = self.clock()

    def arrived_within(self, hours: int) -> set[Change]:
        """Return the changes that lie in the arrival hours which a statement reads."""
        first = f"{self.clock() - timedelta(hours=hours):{ARRIVAL_HOUR_FORMAT}}"
        objects = self.delivery.objects.values()
        return {change for held in objects if held.hour >= first for change in held.changes}

    def settle(self) -> None:
        """Do what operators do in the end: mend the release, redrive everything, catch up with the merges."""
        self.release_good()
        for held in (self.delivery.quarantined, self.delivery.failed):
            while held:
                self.delivery.redrive(held, 0)
        self.delivery.drain()
        today = self.clock().date()
        since = max(self._maintained_at.date(), today - timedelta(WINDOWS.raw_retention_days))
        self.maintain(catch_up_hours(since, today, WINDOWS))

    def _bisect(self, shard: Shard, size: int) -> None:
        self.delivery.deliver(shard, size, Fault.CRASH, 0)
        self.delivery.deliver(shard, -(-size // 2), Fault.NONE, 0)
        self.delivery.deliver(shard, size // 2, Fault.NONE, 0)

    def _stream(self) -> None:
        self.delivery.stream(self.table.changes[self._streamed :])
        self._streamed = len(self.table.changes)


def steps(script: Sequence[Step]) -> str:
    """Return a script as it can be pasted into a test."""
    return ", ".join(f"Step(Kind.{step.kind.name}, {step.a}, {step.b})" for step in script)
