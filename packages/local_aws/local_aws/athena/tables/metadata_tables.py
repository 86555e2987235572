"""What an Iceberg table tells of itself in tables of their own (Amazon Athena User Guide, "Query Iceberg table metadata").

Names, order and types of the columns are those that Athena shows; of them Trino documents ("Iceberg connector", "Metadata
tables") more in `$files`, which Athena does not show.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import pyarrow as pa
from pyiceberg.table import Table

from local_aws.athena.analysis.scope import Columns
from local_aws.athena.analysis.types import SqlType, parsed_type
from local_aws.athena.errors import UnsupportedTableError
from local_aws.athena.tables.file_metadata import file_rows, manifest_rows
from local_aws.athena.tables.partition_metadata import partition_columns, partition_rows

_COUNTS: Final = "map(integer, bigint)"
_BOUNDS: Final = "map(integer, varchar)"
_COLUMNS: Final[dict[str, dict[str, str]]] = {
    "files": {
        "content": "integer",
        "file_path": "varchar",
        "file_format": "varchar",
        "record_count": "bigint",
        "file_size_in_bytes": "bigint",
        "column_sizes": _COUNTS,
        "value_counts": _COUNTS,
        "null_value_counts": _COUNTS,
        "nan_value_counts": _COUNTS,
        "lower_bounds": _BOUNDS,
        "upper_bounds": _BOUNDS,
        "key_metadata": "varbinary",
        "split_offsets": "array(bigint)",
        "equality_ids": "array(integer)",
    },
    "manifests": {
        "path": "varchar",
        "length": "bigint",
        "partition_spec_id": "integer",
        "added_snapshot_id": "bigint",
        "added_data_files_count": "integer",
        "added_rows_count": "bigint",
        "existing_data_files_count": "integer",
        "existing_rows_count": "bigint",
        "deleted_data_files_count": "integer",
        "deleted_rows_count": "bigint",
        "partition_summaries": "array(row(contains_null boolean, contains_nan boolean, lower_bound varchar, upper_bound varchar))",
    },
    "history": {
        "made_current_at": "timestamp(3) with time zone",
        "snapshot_id": "bigint",
        "parent_id": "bigint",
        "is_current_ancestor": "boolean",
    },
    "snapshots": {
        "committed_at": "timestamp(3) with time zone",
        "snapshot_id": "bigint",
        "parent_id": "bigint",
        "operation": "varchar",
        "manifest_list": "varchar",
        "summary": "map(varchar, varchar)",
    },
    "refs": {
        "name": "varchar",
        "type": "varchar",
        "snapshot_id": "bigint",
        "max_reference_age_in_ms": "bigint",
        "min_snapshots_to_keep": "integer",
        "max_snapshot_age_in_ms": "bigint",
    },
}
_ROWS: Final[dict[str, Callable[[Table], Iterator[Mapping[str, Any]]]]] = {
    "files": file_rows,
    "manifests": manifest_rows,
    "history": lambda table: iter(table.inspect.history().to_pylist()),
    "partitions": partition_rows,
    "snapshots": lambda table: iter(table.inspect.snapshots().to_pylist()),
    "refs": lambda table: iter(table.inspect.refs().to_pylist()),
}
_ARROW: Final[dict[str, pa.DataType]] = {
    "boolean": pa.bool_(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "real": pa.float32(),
    "double": pa.float64(),
    "varchar": pa.string(),
    "varbinary": pa.binary(),
    "date": pa.date32(),
    "timestamp(6)": pa.timestamp("us"),
    "timestamp(3) with time zone": pa.timestamp("ms", "UTC"),
    "timestamp(6) with time zone": pa.timestamp("us", "UTC"),
}


def metadata_columns(table: Table, kind: str) -> Columns:
    """Return names and types of the columns of one metadata table.

    Args:
        table: The table that it tells of.
        kind: The name behind the `$`.

    Raises:
        UnsupportedTableError: There is none of that name, or it cannot be told.
    """
    if kind == "partitions":
        return partition_columns(table)
    if kind not in _COLUMNS:
        known = ", ".join(f"${each}" for each in _ROWS)
        raise UnsupportedTableError(f"there is no metadata table ${kind}; there are {known}")
    return [(name, parsed_type(text)) for name, text in _COLUMNS[kind].items()]


def metadata_rows(table: Table, kind: str) -> pa.Table:
    """Return the rows of one metadata table, with the columns of `metadata_columns`."""
    schema = pa.schema([(name, _arrow(of)) for name, of in metadata_columns(table, kind)])
    return pa.Table.from_pylist(list(_ROWS[kind](table)), schema)


def _arrow(kind: SqlType) -> pa.DataType:
    match kind.name:
        case "row":
            return pa.struct(list(zip(kind.fields, map(_arrow, kind.elements), strict=True)))
        case "array":
            return pa.list_(_arrow(kind.elements[0]))
        case "map":
            key, value = map(_arrow, kind.elements)
            return pa.map_(key, value)
        case "decimal":
            precision, scale = kind.numbers
            return pa.decimal128(precision, scale)
        case _:
            if str(kind) not in _ARROW:
                raise UnsupportedTableError(f"metadata of a column of type {kind} cannot be told locally")
            return _ARROW[str(kind)]
