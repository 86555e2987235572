"""The world around a mapping, without a server: time, the function, the destination and the stream."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from local_aws.backoff import Backoff
from local_aws.event_source_mapping.configuration import MappingConfiguration
from local_aws.event_source_mapping.delivery import Delivery
from local_aws.event_source_mapping.discarded_batch import DiscardedBatch
from local_aws.event_source_mapping.errors import DestinationDeliveryError, NotInvokedError
from local_aws.event_source_mapping.filter_criteria import FilterCriteria
from local_aws.event_source_mapping.invocation import Invocation
from local_aws.event_source_mapping.progress import ShardProgress
from local_aws.event_source_mapping.records import StreamRecord

STREAM_ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/tasks/stream/2026-03-01T12:00:00.000"
FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:etl"
SHARD_ID = "shardId-00000001772366400000-aaaaaaaa"
NOW = 1_772_366_400.0  # 2026-03-01T12:00:00Z

type Answer = bytes | Exception | None
"""A response, an error raised by the function, or None: not invoked."""


@dataclass
class FakeClock:
    """Pauses pass at once and are remembered."""

    time: float = NOW
    stopping: bool = False
    stops_in_pause: bool = False
    pauses: list[float] = field(default_factory=list[float])

    def now(self) -> float:
        return self.time

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.time += seconds
        self.stopping = self.stops_in_pause


@dataclass
class FakeFunction:
    """Answers by rule, and remembers the sequence numbers it was sent."""

    answer: Callable[[list[str]], Answer]
    batches: list[list[str]] = field(default_factory=list[list[str]])

    def invoke(self, payload: bytes) -> Invocation:
        numbers = [record["dynamodb"]["SequenceNumber"] for record in json.loads(payload)["Records"]]
        answer = self.answer(numbers)
        if answer is None:
            raise NotInvokedError("TooManyRequestsException")
        self.batches.append(numbers)
        failed = isinstance(answer, Exception)
        return Invocation(
            request_id=f"request-{len(self.batches)}",
            status_code=200,
            executed_version="$LATEST",
            function_error="Unhandled" if failed else None,
            response=b'{"errorMessage":"boom"}' if failed else answer,
        )


@dataclass
class FakeDestination:
    refuses: bool = False
    taken: list[DiscardedBatch] = field(default_factory=list[DiscardedBatch])

    def send(self, batch: DiscardedBatch) -> None:
        if self.refuses:
            raise DestinationDeliveryError("AccessDenied")
        self.taken.append(batch)

    def discards(self) -> list[tuple[str, list[str]]]:
        return [(batch.condition, numbers(batch.records)) for batch in self.taken]


@dataclass
class FakeReader:
    """A shard read page by page; an exception in place of a page is raised."""

    pages: list[list[StreamRecord] | Exception]
    closes: bool = False
    position: str = "0"
    trims: int = 0

    @property
    def closed(self) -> bool:
        return self.closes and not self.pages

    def read(self) -> list[StreamRecord]:
        page = self.pages.pop(0) if self.pages else []
        if isinstance(page, Exception):
            raise page
        return page


@dataclass
class Shard:
    """A delivery with everything around it."""

    delivery: Delivery
    function: FakeFunction
    destination: FakeDestination
    clock: FakeClock
    checkpoints: list[str]

    @property
    def progress(self) -> ShardProgress:
        return self.delivery.progress


def record(number: int | str, *, age: float = 0.0, event_name: str = "INSERT", size: int = 0) -> StreamRecord:
    """A record by number, created `age` seconds before NOW, its body padded to `size` bytes."""
    event = {"eventName": event_name, "dynamodb": {"SequenceNumber": str(number)}, "pad": ""}
    missing = max(0, size - len(json.dumps(event)))
    return StreamRecord(str(number), NOW - age, json.dumps(event | {"pad": "x" * missing}).encode())


def numbers(records: Sequence[StreamRecord]) -> list[str]:
    return [each.sequence_number for each in records]


_UNCHANGED = MappingConfiguration(
    uuid="11111111-2222-3333-4444-555555555555",
    stream_arn=STREAM_ARN,
    function_arn=FUNCTION_ARN,
    starting_position="TRIM_HORIZON",
    filter_criteria=FilterCriteria(()),
)


def configuration(**changes: object) -> MappingConfiguration:
    return replace(_UNCHANGED, **changes)


def shard(answer: Callable[[list[str]], Answer], **settings: object) -> Shard:
    """A shard whose function answers by this rule; `settings` are the mapping's."""
    function, destination, clock = FakeFunction(answer), FakeDestination(), FakeClock()
    checkpoints: list[str] = []
    delivery = Delivery(
        mapping=configuration(**settings),
        shard_id=SHARD_ID,
        function=function,
        destination=destination,
        checkpoint=checkpoints.append,
        progress=ShardProgress(),
        clock=clock,
        backoff=Backoff(initial_seconds=1.0, maximum_seconds=8.0),
    )
    return Shard(delivery, function, destination, clock, checkpoints)


def deliver(
    records: Sequence[StreamRecord], answer: Callable[[list[str]], Answer], **settings: object
) -> Shard:
    """Let a shard deliver these records; return it."""
    it = shard(answer, **settings)
    it.delivery.deliver(records)
    return it


def no_thread(name: str, _work: object) -> None:
    raise AssertionError(f"{name} needs no thread of its own")


def succeeds(_numbers: list[str]) -> Answer:
    return b"null"


def raises(_numbers: list[str]) -> Answer:
    return ValueError("boom")


def raises_on(*poison: str) -> Callable[[list[str]], Answer]:
    return lambda batch: ValueError("boom") if set(poison) & set(batch) else b"null"


def reports(*poison: str) -> Callable[[list[str]], Answer]:
    """Report each poisonous record of the batch as failed."""

    def answer(batch: list[str]) -> Answer:
        failures = [{"itemIdentifier": number} for number in batch if number in poison]
        return json.dumps({"batchItemFailures": failures}).encode()

    return answer


def in_turn(*answers: Answer) -> Callable[[list[str]], Answer]:
    """Answer with each of these, then with success."""
    left = list(answers)
    return lambda _numbers: left.pop(0) if left else b"null"
