"""What a catalog tells about its tables in tables of their own (Trino documentation, "Iceberg connector", metadata tables)."""

from collections.abc import Callable
from typing import Final

import pyarrow as pa
from pyiceberg.table import Table

from local_aws.athena.errors import UnsupportedTableError

_ZONED: Final = pa.timestamp("ms", "UTC")
_TABLES: Final[dict[str, tuple[Callable[[Table], pa.Table], dict[str, pa.DataType]]]] = {
    "snapshots": (
        lambda table: table.inspect.snapshots(),
        {
            "committed_at": _ZONED,
            "snapshot_id": pa.int64(),
            "parent_id": pa.int64(),
            "operation": pa.string(),
            "manifest_list": pa.string(),
            "summary": pa.map_(pa.string(), pa.string()),
        },
    ),
    "history": (
        lambda table: table.inspect.history(),
        {
            "made_current_at": _ZONED,
            "snapshot_id": pa.int64(),
            "parent_id": pa.int64(),
            "is_current_ancestor": pa.bool_(),
        },
    ),
}
"""By the name behind the $: who tells it, and the columns that Athena shows."""

COLUMNS: Final[dict[str, list[tuple[str, str]]]] = {
    "snapshots": [
        ("committed_at", "timestamp(3) with time zone"),
        ("snapshot_id", "bigint"),
        ("parent_id", "bigint"),
        ("operation", "varchar"),
        ("manifest_list", "varchar"),
        ("summary", "map(varchar, varchar)"),
    ],
    "history": [
        ("made_current_at", "timestamp(3) with time zone"),
        ("snapshot_id", "bigint"),
        ("parent_id", "bigint"),
        ("is_current_ancestor", "boolean"),
    ],
}


def known_metadata(kind: str) -> list[tuple[str, str]]:
    """Return names and Trino's types of the columns of one kind.

    Raises:
        UnsupportedTableError: The local engine lacks it.
    """
    if kind not in COLUMNS:
        known = ", ".join(f"${each}" for each in COLUMNS)
        raise UnsupportedTableError(f"metadata tables such as ${kind} are not supported locally; {known} are")
    return COLUMNS[kind]


def metadata_of(table: Table, kind: str) -> pa.Table:
    """Return the rows of one kind."""
    tell, columns = _TABLES[kind]
    told = tell(table).select(list(columns))
    return told.cast(pa.schema(columns.items()))
