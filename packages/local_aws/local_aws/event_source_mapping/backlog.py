"""What a mapping has not done when it stops.

A DynamoDB stream keeps its records for 24 hours. The emulator's forgets them when the emulator stops, so
the mapping keeps what is left itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local_aws.event_source_mapping.checkpoints import TRIM_HORIZON
from local_aws.event_source_mapping.records import StreamRecord
from local_aws.event_source_mapping.state_file import StateFile

type _Saved = dict[str, tuple[list[tuple[str, float, str]], str]]


@dataclass(frozen=True, slots=True)
class Backlog:
    """What was left of a shard.

    Attributes:
        records: Those not done, in order.
        complete_through: The position at the shard's tip. The stream need not hold anything up to there.
    """

    records: list[StreamRecord]
    complete_through: str

    def after(self, position: str) -> list[StreamRecord]:
        """Return the records that come after a position."""
        if position == TRIM_HORIZON:
            return self.records
        return [record for record in self.records if int(record.sequence_number) > int(position)]


class BacklogFile:
    """The backlog of each shard of one stream, as of the last stop."""

    def __init__(self, path: Path, stream_arn: str) -> None:
        self._file = StateFile(path, stream_arn)

    def load(self) -> dict[str, Backlog]:
        """Return the backlogs by shard.

        Raises:
            CheckpointError: The file is damaged.
        """
        saved: _Saved | None = self._file.read()
        return {
            shard_id: Backlog(
                [StreamRecord(number, created_at, body.encode()) for number, created_at, body in records],
                complete_through,
            )
            for shard_id, (records, complete_through) in (saved or {}).items()
        }

    def save(self, backlogs: Mapping[str, Backlog]) -> None:
        """Replace the backlogs of all shards."""
        self._file.write(
            {
                shard_id: (
                    [
                        (record.sequence_number, record.created_at, record.body.decode())
                        for record in backlog.records
                    ],
                    backlog.complete_through,
                )
                for shard_id, backlog in backlogs.items()
            }
        )
