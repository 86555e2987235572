"""How far a mapping has come."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock


@dataclass(slots=True)
class ShardProgress:
    """Counted by the threads of one shard.

    Attributes:
        delivered: Records that the function took.
        batches: Invocations that took at least one record.
        filtered: Records that no filter let pass.
        discarded: Records given up, whether the destination took them or not.
        destination_delivery_failures: Batches given up that no destination holds.
        trims: How often the stream's retention had overtaken the reader.
        iterator_age_seconds: Age of the last record of the batch that was last sent, at that moment.
        caught_up: Whether the last read found nothing, with nothing held.
        counting: Held by who counts what several threads count.
    """

    delivered: int = 0
    batches: int = 0
    filtered: int = 0
    discarded: int = 0
    destination_delivery_failures: int = 0
    trims: int = 0
    iterator_age_seconds: float = 0.0
    caught_up: bool = False
    counting: Lock = field(default_factory=Lock)
    _read_at: float = 0.0

    def read(self, began: float, *, nothing_left: bool) -> None:
        """Note a read of the shard, begun at this time, that left or did not leave anything to do."""
        self.caught_up = nothing_left
        self._read_at = began

    def end(self) -> None:
        """Note that the shard has ended, and nothing is left of it."""
        self.read(math.inf, nothing_left=True)

    def caught_up_since(self, moment: float) -> bool:
        """Tell whether a read begun after this moment left nothing to do."""
        return self.caught_up and self._read_at > moment


@dataclass(frozen=True, slots=True)
class MappingProgress:
    """The sum over the shards since the mapping started; see `ShardProgress`.

    Attributes:
        positions: The checkpoint of each shard; see `Checkpoints`.
    """

    delivered: int
    batches: int
    filtered: int
    discarded: int
    destination_delivery_failures: int
    trims: int
    iterator_age_seconds: float
    caught_up: bool
    positions: Mapping[str, str]


def mapping_progress(shards: list[ShardProgress], positions: Mapping[str, str]) -> MappingProgress:
    """Add up the shards; a mapping that has found no shard yet has not caught up."""
    return MappingProgress(
        delivered=sum(shard.delivered for shard in shards),
        batches=sum(shard.batches for shard in shards),
        filtered=sum(shard.filtered for shard in shards),
        discarded=sum(shard.discarded for shard in shards),
        destination_delivery_failures=sum(shard.destination_delivery_failures for shard in shards),
        trims=sum(shard.trims for shard in shards),
        iterator_age_seconds=max(
            (shard.iterator_age_seconds for shard in shards if not shard.caught_up), default=0.0
        ),
        caught_up=bool(shards) and all(shard.caught_up for shard in shards),
        positions=positions,
    )
