"""The way from the stream to the lake, and what goes wrong on it."""

import json
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, Final, Protocol
from zlib import crc32

from botocore.exceptions import BotoCoreError, ClientError, ReadTimeoutError

from local_aws.event_source_mapping.partial_batch_response import first_failure
from tasklake.models import TaskStatus
from tasklake_lake.event_tables import ARRIVAL_HOUR
from tasklake_lake.windows import TOMBSTONE_MARGIN_DAYS, Windows
from tasklake_stream_etl import batch, delivery
from tasklake_stream_etl.environment import Environment
from tests.faults.table import Change, Clock, table_name
from tests.unit.stream_etl.table_changes import Record

WINDOWS: Final = Windows(tail_hours=24, raw_retention_days=6, failure_retention_days=3)
"""Short ones, so that a history of some steps meets the end of each."""

ENVIRONMENT: Final = Environment("lake", "failures")
ANSWER: Final[object] = {"batchItemFailures": []}
"""What the handler returns."""

STREAM_KEEPS: Final = timedelta(hours=24)
SENT_AGAIN_FOR: Final = timedelta(WINDOWS.failure_retention_days + TOMBSTONE_MARGIN_DAYS)


class Lake(Protocol):
    def put_object(self, key: str, body: bytes) -> None: ...


class FunctionDiedError(Exception):
    """Stands for whatever ends a function in the middle: memory, time, the machine."""


class Fault(Enum):
    NONE = auto()
    CRASH = auto()
    S3_FAILS = auto()
    S3_TIMES_OUT_LATE = auto()


@dataclass(slots=True)
class FaultyS3:
    """Takes the objects of one invocation, but for a fault at one of them.

    Attributes:
        at: Before which object the fault comes; after the last one, a crash comes all the same.
        applied: The requests that S3 carried out, whatever the function heard of it.
    """

    lake: Lake
    fault: Fault
    at: int
    applied: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    calls: int = 0

    def put_object(self, **request: Any) -> None:  # noqa: ANN401 - as boto3's client takes it
        is_here = self.calls == self.at
        self.calls += 1
        if is_here and self.fault is Fault.CRASH:
            raise FunctionDiedError
        if is_here and self.fault is Fault.S3_FAILS:
            raise ClientError({"Error": {"Code": "InternalError"}}, "PutObject")
        if request["Bucket"] == ENVIRONMENT.lake_bucket:
            self.lake.put_object(request["Key"], request["Body"])
        self.applied.append(request)
        if is_here and self.fault is Fault.S3_TIMES_OUT_LATE:
            raise ReadTimeoutError(endpoint_url="s3")


@dataclass(slots=True)
class Shard:
    parent: "Shard | None" = None
    queue: list[Change] = field(default_factory=list[Change])


@dataclass(frozen=True, slots=True)
class Held:
    """Changes that somewhere keeps: an object of the lake, of a failure bucket."""

    changes: Sequence[Change]
    since: datetime
    key: str = ""

    @property
    def hour(self) -> str:
        return self.key.split("/")[2].removeprefix(f"{ARRIVAL_HOUR.name}=")


class Delivery:
    """The event source mapping, the function and the failure buckets of one history.

    Attributes:
        objects: What lies in the lake's raw folder.
        failed: What was given up.
        quarantined: What could not be understood.
        taken: Batches that the mapping is done with.
        tables: The names of the table and of those that it was restored from.
        is_bad: Whether a release is out that writes wrong statuses.
        wrong: The changes that it wrote.
        expired: The changes of which a copy has expired somewhere.
    """

    def __init__(self, lake: Lake, clock: Clock) -> None:
        self.shards = [Shard(), Shard()]
        self.objects: dict[str, Held] = {}
        self.failed: list[Held] = []
        self.quarantined: list[Held] = []
        self.taken: list[Sequence[Change]] = []
        self.is_bad = False
        self.wrong: list[Change] = []
        self.expired: set[Change] = set()
        self.tables = [table_name(0)]
        self._lake = lake
        self._clock = clock

    def stream(self, changes: Sequence[Change]) -> None:
        """Put new changes into the open shards, those of a partition into the same one."""
        parents = {id(shard.parent) for shard in self.shards}
        is_open = [shard for shard in self.shards if id(shard) not in parents]
        for each in changes:
            is_open[crc32(each.user_id.encode()) % len(is_open)].queue.append(each)

    def split(self, number: int) -> None:
        """Give a shard two children; in them, order holds by item alone."""
        parent = self.shards[number % len(self.shards)]
        if not any(shard.parent is parent for shard in self.shards):
            self.shards += [Shard(parent), Shard(parent)]

    def readable(self, number: int) -> Shard:
        """Return a shard whose forerunner is read to its end."""
        shard = self.shards[number % len(self.shards)]
        while shard.parent and shard.parent.queue:
            shard = shard.parent
        return shard

    def fullest(self) -> Shard:
        """Return the readable shard with the most that waits."""
        return max(map(self.readable, range(len(self.shards))), key=lambda shard: len(shard.queue))

    def deliver(self, shard: Shard, size: int, fault: Fault, at: int, poison: int = 0) -> None:
        """Deliver the next changes of a shard; those that fail stay where they are.

        Args:
            shard: Read to where nothing is done with.
            size: How many.
            fault: What happens.
            at: Before which object.
            poison: A bit for each record that this release does not understand.
        """
        changes = shard.queue[:size]
        if changes and self.attempt(changes, fault, at, poison):
            del shard.queue[: len(changes)]
            self.taken.append(changes)

    def drain(self) -> None:
        for shard in self.shards:
            while shard.queue:
                self.deliver(shard, 5, Fault.NONE, 0)

    def give_up(self, shard: Shard, size: int) -> None:
        """Send the next changes to the failure bucket."""
        changes = shard.queue[:size]
        if changes:
            del shard.queue[: len(changes)]
            self.failed.append(Held(changes, self._clock()))

    def redrive(self, held: list[Held], number: int) -> None:
        """Send what a failure bucket holds again, mended by now, and delete it there; what is refused as too old expires."""
        if held:
            one = held[number % len(held)]
            if not self.is_recent(*one.changes):
                held.remove(one)
                self.expired |= {*one.changes}
            elif self.attempt(one.changes):
                held.remove(one)

    def is_recent(self, *changes: Change) -> bool:
        """Whether changes are younger than any tombstone that has expired; nothing older is ever sent again."""
        return all(each.at >= self._clock() - SENT_AGAIN_FOR for each in changes)

    def attempt(
        self, changes: Sequence[Change], fault: Fault = Fault.NONE, at: int = 0, poison: int = 0
    ) -> bool:
        """Invoke the function once, and return whether Lambda takes the batch for done.

        Raises:
            AssertionError: It does not, though nothing is wrong.
        """
        self._clock.tick()
        poisoned = [each for place, each in enumerate(changes) if poison >> place & 1]
        understood = [each for each in changes if each not in poisoned]
        s3 = FaultyS3(self._lake, fault, at)
        try:
            answer = self._function(changes, poisoned, s3)
            is_done = (
                first_failure(json.dumps(answer).encode(), [f"{each.sequence:021d}" for each in changes])
                is None
            )
        except (FunctionDiedError, ClientError, BotoCoreError):
            is_done = False
        self._note(s3.applied, understood, poisoned)
        assert is_done or fault is not Fault.NONE, "a batch fails though nothing is wrong"
        return is_done

    def _function(self, changes: Sequence[Change], poisoned: Sequence[Change], s3: FaultyS3) -> object:
        records = [damaged(each.record) if each in poisoned else each.record for each in changes]
        if self.is_bad:
            records = [with_wrong_status(record) for record in records]
        read = batch.read_batch(records, self._clock(), self.tables)
        delivery.deliver(read, s3, ENVIRONMENT)  # pyright: ignore[reportArgumentType]  # it puts objects, which is all that is asked of it
        if s3.fault is Fault.CRASH and s3.calls <= s3.at:
            raise FunctionDiedError
        return ANSWER

    def _note(
        self, applied: Sequence[dict[str, Any]], understood: Sequence[Change], poisoned: Sequence[Change]
    ) -> None:
        for request in applied:
            if request["Bucket"] == ENVIRONMENT.failure_bucket:
                self.quarantined.append(Held(poisoned, self._clock()))
                continue
            table = request["Key"].split("/")[1]
            rows = [each for each in understood if each.row and each.table.name == table]
            known = self.objects.get(request["Key"])
            self.objects[request["Key"]] = Held(
                list({*rows, *(known.changes if known else ())}), self._clock(), request["Key"]
            )
            if self.is_bad:
                self.wrong += rows

    def keep(self, applied: Sequence[dict[str, Any]]) -> None:
        """Note objects that hold no changes of the stream, so that they expire as all do."""
        for request in applied:
            self.objects[request["Key"]] = Held((), self._clock(), request["Key"])

    def expire(self, raw_days: int, failure_days: int) -> list[str]:
        """Let time take what the stream and the failure buckets keep no longer; return the lake's objects that go."""
        now = self._clock()
        for shard in self.shards:
            old = [each for each in shard.queue if each.at < now - STREAM_KEEPS]
            self.give_up(shard, len(old))
        for held in (self.failed, self.quarantined):
            for one in [each for each in held if each.since < now - timedelta(failure_days)]:
                held.remove(one)
                self.expired |= {*one.changes}
        keys = [key for key, held in self.objects.items() if held.since < now - timedelta(raw_days)]
        for key in keys:
            self.expired |= {*self.objects.pop(key).changes}
        return keys

    def held(self) -> Iterator[Change]:
        """Yield what somewhere keeps still."""
        for held in (*self.failed, *self.quarantined, *self.objects.values()):
            yield from held.changes
        for shard in self.shards:
            yield from shard.queue


def damaged(record: Record) -> Record:
    return {
        **record,
        "dynamodb": {name: value for name, value in record["dynamodb"].items() if name != "Keys"},
    }


def with_wrong_status(record: Record) -> Record:
    """Return a record as a bad release would read it."""
    wrong = deepcopy(record)
    for name in ("NewImage", "OldImage"):
        status = wrong["dynamodb"].get(name, {}).get("status")
        if status and status["S"] in list(TaskStatus):
            status["S"] = "cancelled" if status["S"] != "cancelled" else "pending"
    return wrong
