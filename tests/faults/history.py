"""One history: a table, the way of its changes into the lake, and what is known of both."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from tasklake_lake.event_tables import ARRIVAL_HOUR_FORMAT
from tests.faults.delivery import Delivery, Fault, Lake, Shard
from tests.faults.steps import Kind, Step
from tests.faults.table import Change, Clock, Table, table_name

POISONED: Final = [0b0101, 0b0101, 0b1001, 0b0010]
"""Bits of the records that are not understood; both ends of a batch, good ones between them, are what names have failed at."""


class History:
    """The writes of some users, and what becomes of them.

    Attributes:
        merged: The changes that a merge has read.
        was_repaired: Whether a repair has written rows.
        faults: How often each step came.
    """

    def __init__(self, lake: Lake, owner: str, clock: Clock, first_sequence: int) -> None:
        self.clock = clock
        self.owner = owner
        self.faults: Counter[str] = Counter()
        self.table = Table(clock, owner, first_sequence)
        self.delivery = Delivery(lake, clock)
        self.merged: set[Change] = set()
        self.was_repaired = False
        self._streamed = 0
        self._mended: set[Change] = set()
        self.table.create_user(0)
        self.table.create_task(0, 0)
        self._stream()

    @property
    def lost(self) -> set[Change]:
        """The changes of which every copy has expired before a merge."""
        return self.delivery.expired - self.merged - {*self.delivery.held()}

    @property
    def needs_repair(self) -> bool:
        """Whether something has happened that only a repair mends."""
        return bool(self.table.generation or self.lost or self.spoiled or self.was_repaired)

    @property
    def spoiled(self) -> set[Change]:
        """What a bad release has written wrong and nobody has sent again in time: the table mends the newest alone."""
        return {each for each in self.delivery.wrong if each not in self._mended}

    def do(self, steps: Iterable[Step]) -> None:
        """Do each step that means anything when its turn comes."""
        for step in steps:
            self.clock.tick()
            self._write(step)
            self._deliver(step)
            self._send_again(step)
            self._stream()
            self.faults[step.kind] += 1

    def _write(self, step: Step) -> None:
        table, a, b = self.table, step.a, step.b
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
                self.delivery.tables.append(table_name(table.generation))
            case _:
                pass

    def _deliver(self, step: Step) -> None:
        sent, a, b = self.delivery, step.a, step.b
        match step.kind:
            case Kind.DELIVER:
                sent.deliver(sent.readable(a), 1 + b, Fault.NONE, 0)
            case Kind.POISON:
                sent.deliver(sent.fullest(), 3 + b // 4, Fault.NONE, 0, poison=POISONED[b % 4])
            case Kind.CRASH | Kind.S3_FAILS | Kind.S3_TIMES_OUT_LATE:
                sent.deliver(sent.readable(a), 1 + b, Fault[step.kind.name], b % 3)
            case Kind.BISECT:
                self._bisect(sent.readable(a), 1 + b)
            case Kind.SPLIT:
                sent.split(a)
            case Kind.BAD_RELEASE:
                sent.is_bad = True
            case _:
                pass

    def _send_again(self, step: Step) -> None:
        sent, a, b = self.delivery, step.a, step.b
        match step.kind:
            case Kind.REPLAY if sent.taken:
                again = [each for batch in sent.taken[-1 - a % len(sent.taken) :] for each in batch]
                if sent.is_recent(*again):
                    sent.attempt(again[b % len(again) :])
            case Kind.GIVE_UP:
                sent.give_up(sent.readable(a), 1 + b)
            case Kind.REDRIVE:
                sent.redrive(sent.failed, a)
            case Kind.POISON if b % 2 == 0:
                sent.redrive(sent.quarantined, -1)
            case Kind.MEND:
                sent.redrive(sent.quarantined, a)
            case Kind.GOOD_RELEASE:
                self.release_good()
            case _:
                pass

    def release_good(self) -> None:
        """End a bad release, and send again what it has written."""
        self.delivery.is_bad = False
        recent = [each for each in dict.fromkeys(self.delivery.wrong) if self.delivery.is_recent(each)]
        if recent:
            self.delivery.attempt(recent)

    def settle(self) -> None:
        """Do what operators do in the end: mend the release, redrive everything, and read all that waits."""
        self.release_good()
        self._mended = {each for each in self.delivery.wrong if self.delivery.is_recent(each)}
        for held in (self.delivery.quarantined, self.delivery.failed):
            while held:
                self.delivery.redrive(held, 0)
        self.delivery.drain()

    def arrived_within(self, hours: int) -> set[Change]:
        """Return the changes that lie in the arrival hours which a statement reads."""
        first = f"{self.clock() - timedelta(hours=hours):{ARRIVAL_HOUR_FORMAT}}"
        objects = self.delivery.objects.values()
        return {change for held in objects if held.hour >= first for change in held.changes}

    def _bisect(self, shard: Shard, size: int) -> None:
        self.delivery.deliver(shard, size, Fault.CRASH, 0)
        self.delivery.deliver(shard, -(-size // 2), Fault.NONE, 0)
        self.delivery.deliver(shard, size // 2, Fault.NONE, 0)

    def _stream(self) -> None:
        self.delivery.stream(self.table.changes[self._streamed :])
        self._streamed = len(self.table.changes)
