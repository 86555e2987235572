"""Consuming all shards of a stream, parents before children."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from local_aws.backoff import Backoff
from local_aws.event_source_mapping.checkpoints import SHARD_END, TRIM_HORIZON, Checkpoints
from local_aws.event_source_mapping.configuration import MappingConfiguration
from local_aws.event_source_mapping.delivery import Delivery
from local_aws.event_source_mapping.destinations import Destination
from local_aws.event_source_mapping.errors import StreamUnavailableError
from local_aws.event_source_mapping.invocation import Function
from local_aws.event_source_mapping.progress import ShardProgress
from local_aws.event_source_mapping.shard_consumer import ShardConsumer
from local_aws.event_source_mapping.shard_reader import ShardReader, read_to_tip
from local_aws.event_source_mapping.shards import Shard, describe_shards, readable_shards
from local_aws.event_source_mapping.thread_group import ThreadGroup

if TYPE_CHECKING:
    from types_boto3_dynamodbstreams import DynamoDBStreamsClient

_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class StreamConsumer:
    """Runs a consumer, in a thread of its own, for each shard that may be read.

    Attributes:
        check_access: Raises what forbids to read the stream; asked at every look for shards.
        poll_seconds: The pause of a shard's reader after it found nothing; Lambda's is 0.25 s.
        discovery_seconds: The pause between two looks for shards; the end of a shard ends it.
        shards: The progress in each shard consumed so far.
    """

    mapping: MappingConfiguration
    streams: "DynamoDBStreamsClient"
    function: Function
    destination: Destination | None
    checkpoints: Checkpoints
    check_access: Callable[[], None]
    poll_seconds: float = 0.1
    discovery_seconds: float = 5.0
    backoff: Backoff = field(default_factory=Backoff)
    threads: ThreadGroup = field(init=False)
    shards: dict[str, ShardProgress] = field(default_factory=dict[str, ShardProgress], init=False)
    _discovering: Lock = field(default_factory=Lock, init=False)

    def __post_init__(self) -> None:
        self.threads = ThreadGroup(f"Event source mapping {self.mapping.uuid}")

    def start(self) -> None:
        """Begin to read; return at once."""
        self.threads.start("shards", self._discover)

    def _starts_at_latest(self) -> bool:
        return self.mapping.starting_position == "LATEST" and not self.checkpoints.positions()

    def _discover(self) -> None:
        if self._starts_at_latest():
            self._skip_to_latest()
        while not self.threads.clock.stopping:
            self._start_readable_shards()
            self.threads.clock.pause(self.discovery_seconds)

    def _skip_to_latest(self) -> None:
        # A LATEST iterator has no sequence number that a restart could go on from.
        self.check_access()
        for shard in self._describe():
            reader = self._reader(shard, TRIM_HORIZON)
            read_to_tip(reader)
            self.checkpoints.save(shard.shard_id, SHARD_END if reader.closed else reader.position)

    def _describe(self) -> list[Shard]:
        attempt = 0
        while not self.threads.clock.stopping:
            try:
                return describe_shards(self.streams, self.mapping.stream_arn)
            except StreamUnavailableError as error:
                attempt += 1
                _log.warning("The shards are not known, to be tried again: %s", error)
                self.threads.clock.pause(self.backoff.seconds(attempt))
        return []

    def _start_readable_shards(self) -> None:
        with self._discovering:
            self.check_access()
            positions = self.checkpoints.positions()
            shards = self._describe()
            if self.threads.clock.stopping:
                return
            for shard in readable_shards(shards, positions):
                if shard.shard_id not in self.shards:
                    self._consume(shard, positions.get(shard.shard_id, TRIM_HORIZON))
            for shard_id, progress in self.shards.items():
                if positions.get(shard_id) == SHARD_END:  # and its children, if any, are being read now
                    progress.end()
            self.checkpoints.retain([shard.shard_id for shard in shards])

    def _consume(self, shard: Shard, position: str) -> None:
        # Known from now on, so that a restart reads all of it even when nothing was done yet.
        self.checkpoints.save(shard.shard_id, position)
        progress = self.shards[shard.shard_id] = ShardProgress()
        consumer = ShardConsumer(
            reader=self._reader(shard, position),
            delivery=Delivery(
                mapping=self.mapping,
                shard_id=shard.shard_id,
                function=self.function,
                destination=self.destination,
                checkpoint=lambda position: self.checkpoints.save(shard.shard_id, position),
                progress=progress,
                clock=self.threads.clock,
                backoff=self.backoff,
            ),
            start=self.threads.start,
            poll_seconds=self.poll_seconds,
        )

        def consume_and_go_on() -> None:
            consumer.run()
            if not self.threads.clock.stopping:
                self._start_readable_shards()

        self.threads.start(shard.shard_id, consume_and_go_on)

    def _reader(self, shard: Shard, position: str) -> ShardReader:
        return ShardReader(
            self.streams,
            stream_arn=self.mapping.stream_arn,
            shard_id=shard.shard_id,
            position=position,
        )
