"""Where reading goes on after a restart."""

import json
import logging
from collections.abc import Collection
from pathlib import Path
from threading import Lock
from typing import Final

from local_aws.event_source_mapping.errors import CheckpointError

TRIM_HORIZON: Final = "TRIM_HORIZON"
SHARD_END: Final = "SHARD_END"
AT: Final = "AT "
"""Begins the position of a shard that has been read and of which no record is done: the first record's number follows."""

_log = logging.getLogger(__name__)


class Checkpoints:
    """The position in each shard of one stream, on disk the moment it is set, or as soon as the disk takes it.

    One that never gets there has its records delivered again. A position is the sequence number of the last record
    done, TRIM_HORIZON before the first is read, AT it from then on, or SHARD_END.
    Positions in another stream do not count: the table was made anew.
    """

    def __init__(self, path: Path, stream_arn: str) -> None:
        """Read the file, if there is one.

        Raises:
            CheckpointError: It is damaged.
        """
        self._path = path
        self._stream_arn = stream_arn
        self._lock = Lock()
        self._positions = self._read()
        self._written = dict(self._positions)
        self._fails = False

    def positions(self) -> dict[str, str]:
        """Return the position in each known shard."""
        with self._lock:
            return dict(self._positions)

    def save(self, shard_id: str, position: str) -> None:
        """Set the position in a shard."""
        with self._lock:
            self._positions[shard_id] = position
            self._write()

    def retain(self, shard_ids: Collection[str]) -> None:
        """Forget the shards that are no longer part of the stream."""
        with self._lock:
            for shard_id in self._positions.keys() - set(shard_ids):
                del self._positions[shard_id]
            self._write()

    def _write(self) -> None:
        if self._positions == self._written:
            return
        try:
            self._replace_file()
        except OSError as error:
            if not self._fails:
                _log.warning("A position is not written yet, to be tried again: %s", error)
            self._fails = True
        else:
            self._written = dict(self._positions)
            self._fails = False

    def _read(self) -> dict[str, str]:
        try:
            saved = json.loads(self._path.read_bytes())
            return saved["state"] if saved["stream_arn"] == self._stream_arn else {}
        except FileNotFoundError:
            return {}
        except (ValueError, KeyError, TypeError) as error:
            raise CheckpointError(
                f"{self._path} is damaged. Delete it to have the mapping start as if it were new."
            ) from error

    def _replace_file(self) -> None:
        """Replace it as a whole, so that a reader never finds half of it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_name(self._path.name + ".new")
        beside.write_text(json.dumps({"stream_arn": self._stream_arn, "state": self._positions}))
        beside.replace(self._path)
