"""Where reading goes on after a restart."""

from collections.abc import Collection
from pathlib import Path
from threading import Lock
from typing import Final

from local_aws.event_source_mapping.state_file import StateFile

TRIM_HORIZON: Final = "TRIM_HORIZON"
SHARD_END: Final = "SHARD_END"


class Checkpoints:
    """The position in each shard of one stream, on disk the moment it is set.

    A position is the sequence number of the last record done, TRIM_HORIZON before the first, or SHARD_END.
    Positions in another stream do not count: the table was made anew.
    """

    def __init__(self, path: Path, stream_arn: str) -> None:
        """Read the file, if there is one.

        Raises:
            CheckpointError: It is damaged.
        """
        self._file = StateFile(path, stream_arn)
        self._lock = Lock()
        self._positions: dict[str, str] = self._file.read() or {}

    def positions(self) -> dict[str, str]:
        """Return the position in each known shard."""
        with self._lock:
            return dict(self._positions)

    def save(self, shard_id: str, position: str) -> None:
        """Set the position in a shard."""
        with self._lock:
            if self._positions.get(shard_id) != position:
                self._positions[shard_id] = position
                self._file.write(self._positions)

    def retain(self, shard_ids: Collection[str]) -> None:
        """Forget the shards that are no longer part of the stream."""
        with self._lock:
            if gone := self._positions.keys() - set(shard_ids):
                for shard_id in gone:
                    del self._positions[shard_id]
                self._file.write(self._positions)
