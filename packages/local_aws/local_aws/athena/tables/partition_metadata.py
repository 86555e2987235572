"""`$partitions`: what the data files of each partition of a table's newest snapshot have together."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from pyiceberg.conversions import from_bytes
from pyiceberg.manifest import DataFile, DataFileContent
from pyiceberg.table import Table
from pyiceberg.transforms import IdentityTransform
from pyiceberg.types import IcebergType, NestedField, PrimitiveType

from local_aws.athena.analysis.scope import Columns
from local_aws.athena.analysis.types import BIGINT, SqlType, iceberg_type
from local_aws.athena.errors import UnsupportedTableError
from local_aws.athena.tables.file_metadata import files_of, partition_type, transform_of

_MEASURES: Final = ("min", "max", "null_count", "nan_count")


def partition_columns(table: Table) -> Columns:
    """Return names and types of the columns, which follow from those of the table.

    Raises:
        UnsupportedTableError: The table was partitioned in another way before.
    """
    if len(table.specs()) > 1:
        raise UnsupportedTableError(
            "$partitions of a table that was partitioned in another way is not told locally"
        )
    columns = [(name, BIGINT) for name in ("record_count", "file_count", "total_size")]
    if fields := table.spec().fields:
        kinds = [_type_of(partition_type(table.schema(), each)) for each in fields]
        columns.insert(0, ("partition", _row([each.name for each in fields], kinds)))
    if measured := _measured(table):
        kinds = [_type_of(each.field_type) for each in measured]
        rows = [_row(_MEASURES, (kind, kind, BIGINT, BIGINT)) for kind in kinds]
        columns.append(("data", _row([each.name for each in measured], rows)))
    return columns


def partition_rows(table: Table) -> Iterator[Mapping[str, Any]]:
    """Yield the rows."""
    names, measured = [each.name for each in table.spec().fields], _measured(table)
    partitions: dict[tuple[object, ...], list[DataFile]] = {}
    for file in files_of(table):
        if file.content == DataFileContent.DATA:
            key = tuple(file.partition[position] for position in range(len(names)))
            partitions.setdefault(key, []).append(file)
    for key, files in partitions.items():
        yield {
            "partition": dict(zip(names, key, strict=True)),
            "record_count": sum(file.record_count for file in files),
            "file_count": len(files),
            "total_size": sum(file.file_size_in_bytes for file in files),
            "data": {each.name: _measures(each, files) for each in measured},
        }


def _measures(column: NestedField, files: Sequence[DataFile]) -> Mapping[str, Any] | None:
    """Return what the files tell of a column together, each None where one of them does not tell it."""
    key = column.field_id
    nulls = [(file.null_value_counts or {}).get(key) for file in files]
    nans = [(file.nan_value_counts or {}).get(key) for file in files]
    # A file that has NULLs alone has no bounds to tell, and ends none.
    bounded = [file for file, count in zip(files, nulls, strict=True) if count != file.record_count]
    low = _bound(min, column, [(file.lower_bounds or {}).get(key) for file in bounded])
    high = _bound(max, column, [(file.upper_bounds or {}).get(key) for file in bounded])
    values = (low, high, _sum(nulls), _sum(nans))
    return None if values[:3] == (None, None, None) else dict(zip(_MEASURES, values, strict=True))


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _bound(choose: Callable[[Any], Any], column: NestedField, bounds: Sequence[bytes | None]) -> object:
    known = [from_bytes(column.field_type, bound) for bound in bounds if bound is not None]
    return choose(known) if known and len(known) == len(bounds) else None


def _measured(table: Table) -> list[NestedField]:
    identical = {
        each.source_id for each in table.spec().fields if isinstance(transform_of(each), IdentityTransform)
    }
    return [
        each for each in table.schema().fields
        if isinstance(each.field_type, PrimitiveType) and each.field_id not in identical
    ]  # fmt: skip


def _type_of(kind: IcebergType) -> SqlType:
    return iceberg_type(str(kind))


def _row(names: Iterable[str], kinds: Iterable[SqlType]) -> SqlType:
    return SqlType("row", tuple(kinds), tuple(names))
