"""A batch of stream records, sorted into rows and into what cannot become one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from typing import Final

from tasklake.models import epoch_milliseconds
from tasklake_lake.event_tables import EVENT_TABLES
from tasklake_stream_etl.quarantine import QuarantinedRecord
from tasklake_stream_etl.rows import Row, rows_of
from tasklake_stream_etl.stream_records import MalformedRecordError, Record

AT_ONCE: Final = 256
"""Records that are read together: so few stay in the processor's cache while column after column is read of them."""


@dataclass(slots=True)
class Batch:
    """What became of each record.

    Attributes:
        ingested_at: When the batch was read, UTC.
        rows: By the name of the event table, in the order of the records.
        event_ids: By the name of the event table, those of the records that became its rows.
        quarantined: The records that could not be understood.
        skipped: Number of records that have no row.
        newest_change: When the newest change of all rows was made, in epoch milliseconds; 0 without a row.
    """

    ingested_at: datetime
    rows: dict[str, list[Row]] = field(default_factory=lambda: {table.name: [] for table in EVENT_TABLES})
    event_ids: dict[str, list[str]] = field(
        default_factory=lambda: {table.name: [] for table in EVENT_TABLES}
    )
    quarantined: list[QuarantinedRecord] = field(default_factory=list[QuarantinedRecord])
    skipped: int = 0
    newest_change: int = 0


def read_batch(records: Iterable[Record], now: datetime, tables: Sequence[str] = ()) -> Batch:
    """Return what became of each record; one that cannot be understood never takes another with it.

    Args:
        records: What the stream delivers.
        now: When it is read.
        tables: The names of the table and of those that it was restored from, oldest first.
    """
    batch = Batch(now)
    waiting = list(batched(records, AT_ONCE, strict=False))[::-1]
    while waiting:
        part = waiting.pop()
        try:
            made = rows_of(part, epoch_milliseconds(now), tables)
        except MalformedRecordError as error:
            if len(part) == 1:
                batch.quarantined.append(QuarantinedRecord(str(error), part[0]))
            else:
                # Halves, the first one first, until it stands alone.
                middle = len(part) // 2
                waiting += part[middle:], part[:middle]
            continue
        for table, rows, event_ids, newest_change in made:
            batch.rows[table.name] += rows
            batch.event_ids[table.name] += event_ids
            batch.newest_change = max(batch.newest_change, newest_change)
        batch.skipped += len(part) - sum(len(each.rows) for each in made)
    return batch
