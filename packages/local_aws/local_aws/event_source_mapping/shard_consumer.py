"""From a shard to the function: read, filter, batch, deliver, until the shard ends."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from local_aws.event_source_mapping.batching import Batcher
from local_aws.event_source_mapping.checkpoints import AT, SHARD_END, TRIM_HORIZON
from local_aws.event_source_mapping.delivery import Delivery
from local_aws.event_source_mapping.errors import StreamUnavailableError
from local_aws.event_source_mapping.frontier import Frontier
from local_aws.event_source_mapping.lane import Lane, lane_of
from local_aws.event_source_mapping.records import StreamRecord

_log = logging.getLogger(__name__)


class Reader(Protocol):
    """What is read; see `ShardReader`."""

    @property
    def position(self) -> str: ...
    @property
    def closed(self) -> bool: ...
    @property
    def trims(self) -> int: ...
    def read(self) -> list[StreamRecord]: ...


@dataclass(slots=True, kw_only=True)
class ShardConsumer:
    """Consumes one shard with at most as many batches in flight as the mapping's parallelization factor.

    Attributes:
        delivery: How batches are delivered; its checkpoint is the shard's.
        start: Runs work of this name in a thread of its own; a single batch in flight needs none.
        poll_seconds: The pause after a read that found nothing.
    """

    reader: Reader
    delivery: Delivery
    start: Callable[[str, Callable[[], None]], None]
    poll_seconds: float
    _frontier: Frontier = field(init=False)
    _lanes: list[Lane] = field(init=False)
    _has_ended: bool = field(default=False, init=False)
    _failed_reads: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        mapping = self.delivery.mapping
        self._frontier = Frontier(self.delivery.checkpoint)
        self._lanes = [
            Lane(
                Batcher(batch_size=mapping.batch_size, window_seconds=mapping.batching_window_seconds),
                replace(self.delivery, checkpoint=partial(self._frontier.done, number)),
            )
            for number in range(mapping.parallelization_factor)
        ]

    def run(self) -> None:
        """Return at the shard's end, or when the mapping stops."""
        clock = self.delivery.clock
        is_single = len(self._lanes) == 1
        if not is_single:
            for number, lane in enumerate(self._lanes):
                work = partial(lane.run, lambda: self._has_ended, self.poll_seconds)
                self.start(f"{self.delivery.shard_id} {number}", work)
        while not clock.stopping:
            if is_single and self._lanes[0].deliver_next():
                continue
            if self.reader.closed and self._frontier.is_clear:
                self._has_ended = True
                self.delivery.checkpoint(SHARD_END)
                return
            if not all(lane.has_room for lane in self._lanes) or not self._gather():
                clock.pause(self.poll_seconds)

    def _gather(self) -> bool:
        """Read a page; return whether there was one."""
        progress, began = self.delivery.progress, self.delivery.clock.now()
        position = self.reader.position
        records = self._read()
        if records is None:
            return False
        if records and position == TRIM_HORIZON:
            # Where a shard began cannot be told any more once the stream has dropped it.
            self.delivery.checkpoint(f"{AT}{records[0].sequence_number}")
        progress.trims = self.reader.trims
        criteria = self.delivery.mapping.filter_criteria
        lanes = [lane_of(record, len(self._lanes)) if criteria.match(record) else None for record in records]
        progress.filtered += lanes.count(None)
        self._frontier.read(zip((record.sequence_number for record in records), lanes, strict=True))
        for record, lane in zip(records, lanes, strict=True):
            if lane is not None:
                self._lanes[lane].add(record)
        # A shard that has ended still has children to hand over to.
        is_at_tip = not records and not self.reader.closed
        progress.read(began, nothing_left=is_at_tip and self._frontier.is_clear)
        return bool(records)

    def _read(self) -> list[StreamRecord] | None:
        if self.reader.closed:
            return []
        try:
            records = self.reader.read()
        except StreamUnavailableError as error:
            self._failed_reads += 1
            _log.warning("Shard %s was not read, to be tried again: %s", self.delivery.shard_id, error)
            self.delivery.clock.pause(self.delivery.backoff.seconds(self._failed_reads))
            return None
        self._failed_reads = 0
        return records
