"""Where a batch's objects go: a batch that is delivered again gets the same keys, so it overwrites itself."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from tasklake.models import from_epoch_milliseconds
from tasklake_lake.event_tables import EVENTS_PREFIX, QUARANTINE_PREFIX, EventTable
from tasklake_stream_etl.stream_records import (
    MalformedRecordError,
    Record,
    creation_milliseconds,
    event_id,
    sequence_number,
    stream_record,
)


class NotAStreamEventError(ValueError):
    """No record of the event has an id, a sequence number or a time."""


@dataclass(frozen=True, slots=True)
class BatchName:
    """What tells one batch of a table's stream from all others.

    Attributes:
        first_sequence: Sequence number of the first record.
        last_sequence: Sequence number of the last record.
        first_event_id: Tells apart two shards that use the same numbers; a Lambda event does not name its shard.
        newest: When the newest record was created, UTC; decides the partition.
    """

    first_sequence: str
    last_sequence: str
    first_event_id: str
    newest: datetime

    @classmethod
    def of(cls, records: Sequence[Record]) -> Self:
        """Return the name of a batch, from those of its records that can be read.

        Raises:
            NotAStreamEventError: None can.
        """
        try:
            return cls(
                first_sequence=next(readable(sequence, records)),
                last_sequence=next(readable(sequence, reversed(records))),
                first_event_id=next(readable(event_id, records)),
                newest=from_epoch_milliseconds(max(readable(milliseconds, records))),
            )
        except (StopIteration, ValueError):
            raise NotAStreamEventError(
                "No record has an eventID, a SequenceNumber and an ApproximateCreationDateTime; "
                "invoke this function with an event of a DynamoDB stream"
            ) from None

    def events_key(self, table: EventTable) -> str:
        partition = f"dt={self.newest:%Y-%m-%d}/hour={self.newest:%H}"
        return f"{EVENTS_PREFIX}/{table.name}/{partition}/{self._stem}.parquet"

    @property
    def quarantine_key(self) -> str:
        return f"{QUARANTINE_PREFIX}/{self.newest:%Y/%m/%d}/{self._stem}.jsonl"

    @property
    def _stem(self) -> str:
        return f"{self.first_sequence}-{self.last_sequence}-{self.first_event_id}"


def sequence(record: Record) -> str:
    return sequence_number(stream_record(record))


def milliseconds(record: Record) -> int:
    return creation_milliseconds(stream_record(record))


def readable[T](read: Callable[[Record], T], records: Iterable[Record]) -> Iterator[T]:
    for record in records:
        try:
            yield read(record)
        except MalformedRecordError:
            continue
