"""Where a batch's objects go: below the hour of their arrival, each named by the records that are in it.

A batch that is delivered again within the hour overwrites itself, later it leaves a copy, which every reader removes.
Nothing else ever has its name: not the rest of a batch of which a part was quarantined, sent again once mended.
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from tasklake_lake.event_tables import (
    ARRIVAL_HOUR,
    ARRIVAL_HOUR_FORMAT,
    EVENTS_PREFIX,
    QUARANTINE_PREFIX,
    EventTable,
)


def events_key(table: EventTable, event_ids: Iterable[str], arrived_at: datetime) -> str:
    """Return the key of the object that holds the rows of these records.

    Args:
        table: The table of the rows.
        event_ids: The ids of the records, in any order.
        arrived_at: When the object is written, UTC.
    """
    hour = f"{ARRIVAL_HOUR.name}={arrived_at:{ARRIVAL_HOUR_FORMAT}}"
    name = digest("\n".join(sorted(event_ids)).encode())
    return f"{EVENTS_PREFIX}/{table.name}/{hour}/{name}.parquet"


def quarantine_key(lines: bytes, arrived_at: datetime) -> str:
    """Return the key of the object that holds quarantined records, which need not have ids.

    Args:
        lines: The content of the object.
        arrived_at: When the object is written, UTC.
    """
    return f"{QUARANTINE_PREFIX}/{arrived_at:%Y/%m/%d}/{digest(lines)}.jsonl"


def digest(content: bytes) -> str:
    """Return 128 bits of a SHA-256, in hexadecimal."""
    return sha256(content).hexdigest()[:32]
