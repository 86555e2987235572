"""Where a batch's objects go: a batch that is delivered again gets the same keys, so it overwrites itself."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from tasklake.lake import EVENTS_PREFIX, QUARANTINE_PREFIX, EventTable
from tasklake.models import from_epoch_milliseconds
from tasklake_stream_etl.stream_records import (
    MalformedRecordError,
    Record,
    created_at,
    sequence_number,
    stream_label,
    stream_record,
)

# From the safe characters of the Amazon S3 User Guide, "Naming Amazon S3 objects".
UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]")


class NotAStreamEventError(ValueError):
    """No record of the event names its stream, its sequence number or its time."""


@dataclass(frozen=True, slots=True)
class BatchName:
    """What tells one batch of a table's stream from all others.

    Attributes:
        stream_label: Stands for the shard, which a Lambda event does not name.
        first_sequence: Sequence number of the first record.
        last_sequence: Sequence number of the last record.
        newest: When the newest record was created, UTC; decides the partition.
    """

    stream_label: str
    first_sequence: str
    last_sequence: str
    newest: datetime

    @classmethod
    def of(cls, records: Sequence[Record]) -> Self:
        """Return the name of a batch, from those of its records that can be read.

        Raises:
            NotAStreamEventError: None can.
        """
        try:
            return cls(
                stream_label=UNSAFE.sub("-", next(readable(stream_label, records))),
                first_sequence=next(readable(sequence, records)),
                last_sequence=next(readable(sequence, reversed(records))),
                newest=from_epoch_milliseconds(max(readable(milliseconds, records))),
            )
        except (StopIteration, ValueError):
            raise NotAStreamEventError(
                "No record has an eventSourceARN, a SequenceNumber and an ApproximateCreationDateTime; "
                "invoke this function with an event of a DynamoDB stream"
            ) from None

    def events_key(self, table: EventTable) -> str:
        partition = f"dt={self.newest:%Y-%m-%d}/hour={self.newest:%H}"
        return f"{EVENTS_PREFIX}/{table.name}/{partition}/{self.stream_label}-{self._sequences}.parquet"

    @property
    def quarantine_key(self) -> str:
        return f"{QUARANTINE_PREFIX}/{self.stream_label}/{self.newest:%Y/%m/%d}/{self._sequences}.jsonl"

    @property
    def _sequences(self) -> str:
        return f"{self.first_sequence}-{self.last_sequence}"


def sequence(record: Record) -> str:
    return sequence_number(stream_record(record))


def milliseconds(record: Record) -> int:
    return created_at(stream_record(record))


def readable[T](read: Callable[[Record], T], records: Iterable[Record]) -> Iterator[T]:
    for record in records:
        try:
            yield read(record)
        except MalformedRecordError:
            continue
