"""A batch of stream records, sorted into rows and into what cannot become one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tasklake.models import epoch_milliseconds
from tasklake_lake.event_tables import EVENT_TABLES
from tasklake_stream_etl.quarantine import QuarantinedRecord
from tasklake_stream_etl.rows import Row, row_of
from tasklake_stream_etl.stream_records import MalformedRecordError, Record


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
    ingested_at = epoch_milliseconds(now)
    for record in records:
        try:
            change = row_of(record, ingested_at, tables)
        except MalformedRecordError as error:
            batch.quarantined.append(QuarantinedRecord(str(error), record))
            continue
        if change is None:
            batch.skipped += 1
            continue
        batch.rows[change.table.name].append(change.row)
        batch.event_ids[change.table.name].append(change.event_id)
        batch.newest_change = max(batch.newest_change, change.occurred_at)
    return batch
