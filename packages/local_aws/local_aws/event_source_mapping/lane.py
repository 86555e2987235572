"""One of the batches that a shard has under way at a time."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from zlib import crc32

from local_aws.event_source_mapping.batching import Batcher
from local_aws.event_source_mapping.delivery import Delivery
from local_aws.event_source_mapping.records import StreamRecord


@dataclass(slots=True)
class Lane:
    """Delivers some of a shard's items, in order and one batch at a time, whatever becomes of the others."""

    batcher: Batcher
    delivery: Delivery
    _lock: Lock = field(default_factory=Lock, init=False)

    @property
    def has_room(self) -> bool:
        """Whether more may be read: less than a batch waits."""
        return len(self.batcher) < self.delivery.mapping.batch_size

    def add(self, record: StreamRecord) -> None:
        with self._lock:
            self.batcher.add(record)

    def deliver_next(self) -> bool:
        """Deliver the next batch if it has closed; return whether there was one."""
        with self._lock:
            batch = self.batcher.take(self.delivery.clock.now())
        if batch:
            self.delivery.deliver(batch)
        return bool(batch)

    def run(self, has_ended: Callable[[], bool], poll_seconds: float) -> None:
        """Deliver until there is nothing more to come, or the mapping stops."""
        clock = self.delivery.clock
        while not clock.stopping and not has_ended():
            if not self.deliver_next():
                clock.pause(poll_seconds)


def lane_of(record: StreamRecord, lanes: int) -> int:
    """Return which lane a record belongs to: all of one item's to the same."""
    if lanes == 1:
        return 0
    event: Any = json.loads(record.body)
    return crc32(json.dumps(event["dynamodb"].get("Keys"), sort_keys=True).encode()) % lanes
