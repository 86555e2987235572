"""From a shard to the function: read, filter, batch, deliver, until the shard ends."""

import logging
from dataclasses import dataclass, field
from typing import Protocol

from local_aws.event_source_mapping.batching import Batcher
from local_aws.event_source_mapping.checkpoints import SHARD_END
from local_aws.event_source_mapping.delivery import Delivery
from local_aws.event_source_mapping.errors import StreamUnavailableError
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
    """Consumes one shard with at most one batch in flight.

    Attributes:
        poll_seconds: The pause after a read that found nothing.
    """

    reader: Reader
    batcher: Batcher
    delivery: Delivery
    poll_seconds: float
    _failed_reads: int = field(default=0, init=False)

    def run(self) -> None:
        """Return at the shard's end, or when the mapping stops."""
        clock = self.delivery.clock
        while not clock.stopping:
            if batch := self.batcher.take(clock.now()):
                self.delivery.deliver(batch)
            elif self.reader.closed and not self.batcher:
                self.delivery.checkpoint(SHARD_END)
                return
            elif not self._gather():
                clock.pause(self.poll_seconds)

    def _gather(self) -> bool:
        """Read a page; return whether there was one."""
        progress, began = self.delivery.progress, self.delivery.clock.now()
        records = self._read()
        if records is None:
            return False
        progress.trims = self.reader.trims
        criteria = self.delivery.mapping.filter_criteria
        for record in records:
            if criteria.match(record):
                self.batcher.add(record)
            else:
                progress.filtered += 1
        progress.read(began, nothing_left=not records and not self.batcher)
        if not self.batcher:
            self.delivery.checkpoint(self.reader.position)
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
