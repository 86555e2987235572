"""`$partitions`: what the data files of each partition of a table's newest snapshot have together."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
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
    partitions: dict[tuple[object, ...], _Partition] = {}
    measured = _measured(table)
    for file in files_of(table):
        if file.content == DataFileContent.DATA:
            key = tuple(file.partition[position] for position in range(len(table.spec().fields)))
            partitions.setdefault(key, _Partition()).add(file, measured)
    for key, partition in partitions.items():
        yield {
            "partition": dict(zip([each.name for each in table.spec().fields], key, strict=True)),
            "record_count": partition.records,
            "file_count": partition.files,
            "total_size": partition.size,
            "data": {each.name: partition.measures(each.field_id) for each in measured},
        }


@dataclass(slots=True)
class _Partition:
    """What its files have so far.

    Attributes:
        records: Their rows.
        files: How many they are.
        size: Their bytes.
        bounds: By field id, the least and the greatest value, each None once a file does not tell it.
        counts: By field id, how many NULLs and NaNs there are, as well.
    """

    records: int = 0
    files: int = 0
    size: int = 0
    bounds: dict[int, tuple[Any, Any]] = field(default_factory=dict[int, tuple[Any, Any]])
    counts: dict[int, tuple[int | None, int | None]] = field(
        default_factory=dict[int, tuple[int | None, int | None]]
    )

    def add(self, file: DataFile, measured: list[NestedField]) -> None:
        self.records += file.record_count
        self.files += 1
        self.size += file.file_size_in_bytes
        for each in measured:
            self._add(each, file)

    def _add(self, column: NestedField, file: DataFile) -> None:
        key = column.field_id
        nulls, nans = ((of or {}).get(key) for of in (file.null_value_counts, file.nan_value_counts))
        known_nulls, known_nans = self.counts.get(key, (0, 0))
        self.counts[key] = (_sum(known_nulls, nulls), _sum(known_nans, nans))
        # A file that has NULLs alone has no bounds to tell, and ends none.
        if nulls == file.record_count:
            return
        low, high = (
            None if (bound := (of or {}).get(key)) is None else from_bytes(column.field_type, bound)
            for of in (file.lower_bounds, file.upper_bounds)
        )
        known_low, known_high = self.bounds.get(key, (low, high))
        self.bounds[key] = (_either(min, known_low, low), _either(max, known_high, high))

    def measures(self, key: int) -> Mapping[str, Any] | None:
        values = (*self.bounds.get(key, (None, None)), *self.counts[key])
        *told, _ = values
        return None if told == [None] * 3 else dict(zip(_MEASURES, values, strict=True))


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def _either(choose: Callable[[Any, Any], Any], one: object, other: object) -> object:
    return None if one is None or other is None else choose(one, other)


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
