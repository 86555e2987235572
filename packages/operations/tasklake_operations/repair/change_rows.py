"""Rows of the event tables that a repair writes: made from an item of the table, or from other rows."""

from datetime import datetime, timedelta
from typing import Any, Final

from tasklake_lake.event_tables import EventTable
from tasklake_lake.iceberg_tables import CHANGE_ORDER
from tasklake_operations.verification.looks import DELETE, SNAPSHOT, Row

REPAIR: Final = "repair"
"""Stands for the request and for the place in the stream, which a repair does not know."""

MILLISECOND: Final = timedelta(milliseconds=1)


def place_of(row: Row) -> tuple[Any, ...]:
    """Return what orders all rows of an item."""
    return tuple(row[name] for name in CHANGE_ORDER)


def version_of(row: Row) -> tuple[Any, ...]:
    """Return what tells a version of an item from its others, whatever the generation."""
    return row["created_at"], row["version"]


def snapshot_of(
    item: Row, table: EventTable, before: Row | None, *, generation: int, seen_at: datetime
) -> Row:
    """Return the row that brings the state of an item into the lake.

    Args:
        item: As the table has it, in the columns of the lake.
        table: The event table of its kind.
        before: The newest row that the lake has of it.
        generation: That of the row; where it is not the item's own, a restore has brought the item back.
        seen_at: When the lake was looked at: a row of the same change that came later holds.
    """
    is_restored = generation != item["generation"]
    return {
        **item,
        "generation": generation,
        "op": SNAPSHOT,
        "occurred_at": seen_at if is_restored else item["updated_at"],
        "previous_status": None if before is None or before["op"] == DELETE else before["status"],
        "changed": [],
        "sequence": REPAIR,
        "schema_version": table.schema_version,
        "ingested_at": seen_at,
    }


def delete_after(row: Row, *, generation: int, occurred_at: datetime, seen_at: datetime) -> Row:
    """Return the row that ends a life whose delete is lost."""
    return {
        **row,
        "version": row["version"] + 1,
        "generation": generation,
        "request_id": REPAIR,
        "op": DELETE,
        "occurred_at": occurred_at,
        "previous_status": row["status"],
        "changed": [],
        "sequence": REPAIR,
        "ingested_at": seen_at,
    }


def bridge_to(row: Row, before: Row | None, *, seen_at: datetime) -> Row:
    """Return the row that stands for the lost changes right before a row: what is known of the item between them.

    Args:
        row: The first one behind the gap.
        before: The last one ahead of it; None where the life's beginning is lost.
        seen_at: When the lake was looked at.
    """
    known = before or row
    return {
        **known,
        "version": row["version"] - 1,
        "generation": row["generation"],
        "status": row["previous_status"] or known["status"],
        "request_id": REPAIR,
        "op": SNAPSHOT,
        "occurred_at": row["occurred_at"],
        "previous_status": before["status"] if before else None,
        "changed": [],
        "sequence": REPAIR,
        "ingested_at": seen_at,
    }


def written_again(row: Row, seen_at: datetime, **values: object) -> Row:
    """Return a row that holds against the one it is made from, with other values where given."""
    return {**row, **values, "ingested_at": max(seen_at, row["ingested_at"] + MILLISECOND)}
