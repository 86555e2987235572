"""`$files` and `$manifests`: the files of a table's newest snapshot."""

import base64
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pyiceberg.conversions import from_bytes
from pyiceberg.io.pyarrow import schema_to_pyarrow
from pyiceberg.manifest import DataFile, ManifestFile
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.table import Table
from pyiceberg.transforms import TimeTransform, Transform
from pyiceberg.types import (
    BinaryType,
    DateType,
    IcebergType,
    PrimitiveType,
    TimestampType,
    TimestamptzType,
)

from local_aws.athena.results.result_text import value_text

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def manifests_of(table: Table) -> list[ManifestFile]:
    """Return the manifests of the newest snapshot, of which a table without any has none."""
    snapshot = table.current_snapshot()
    return [] if snapshot is None else snapshot.manifests(table.io)


def files_of(table: Table) -> Iterator[DataFile]:
    """Yield the data files and the delete files of the newest snapshot."""
    for manifest in manifests_of(table):
        for entry in manifest.fetch_manifest_entry(table.io):
            yield entry.data_file


def file_rows(table: Table) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of `$files`."""
    schema = table.schema()
    for file in files_of(table):
        yield {
            "content": int(file.content),
            "file_path": file.file_path,
            "file_format": file.file_format.value,
            "record_count": file.record_count,
            "file_size_in_bytes": file.file_size_in_bytes,
            "column_sizes": _pairs(file.column_sizes),
            "value_counts": _pairs(file.value_counts),
            "null_value_counts": _pairs(file.null_value_counts),
            "nan_value_counts": _pairs(file.nan_value_counts),
            "lower_bounds": _pairs(_bounds(schema, file.lower_bounds)),
            "upper_bounds": _pairs(_bounds(schema, file.upper_bounds)),
            "key_metadata": file.key_metadata,
            "split_offsets": file.split_offsets,
            "equality_ids": file.equality_ids,
        }


def manifest_rows(table: Table) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of `$manifests`; the counts of a manifest of delete files are of those."""
    specs = table.specs()
    for manifest in manifests_of(table):
        yield {
            "path": manifest.manifest_path,
            "length": manifest.manifest_length,
            "partition_spec_id": manifest.partition_spec_id,
            "added_snapshot_id": manifest.added_snapshot_id,
            "added_data_files_count": manifest.added_files_count,
            "added_rows_count": manifest.added_rows_count,
            "existing_data_files_count": manifest.existing_files_count,
            "existing_rows_count": manifest.existing_rows_count,
            "deleted_data_files_count": manifest.deleted_files_count,
            "deleted_rows_count": manifest.deleted_rows_count,
            "partition_summaries": _summaries(table.schema(), specs[manifest.partition_spec_id], manifest),
        }


def _summaries(schema: Schema, spec: PartitionSpec, manifest: ManifestFile) -> list[dict[str, Any]]:
    return [
        {
            "contains_null": summary.contains_null,
            "contains_nan": summary.contains_nan,
            "lower_bound": _partition_shown(schema, partition, summary.lower_bound),
            "upper_bound": _partition_shown(schema, partition, summary.upper_bound),
        }
        for partition, summary in zip(spec.fields, manifest.partitions or (), strict=False)
    ]


def transform_of(partition: PartitionField) -> Transform[Any, Any]:
    """Return how a partition's value comes from a column's."""
    return partition.transform  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # pyiceberg leaves the types of values open


def partition_type(schema: Schema, partition: PartitionField) -> IcebergType:
    """Return the type of a partition's values."""
    return transform_of(partition).result_type(schema.find_type(partition.source_id))


def _partition_shown(schema: Schema, partition: PartitionField, bound: bytes | None) -> str:
    kind, transform = partition_type(schema, partition), transform_of(partition)
    if bound is None:
        return "null"
    if isinstance(transform, TimeTransform):
        return transform.to_human_string(kind, _value(kind, bound))
    return _shown(kind, bound)


def _pairs[Value](of: Mapping[int, Value] | None) -> list[tuple[int, Value]] | None:
    return None if of is None else list(of.items())


def _bounds(schema: Schema, bounds: Mapping[int, bytes] | None) -> dict[int, str] | None:
    if bounds is None:
        return None
    known = schema.field_ids
    return {key: _shown(schema.find_type(key), bound) for key, bound in bounds.items() if key in known}


def _value(kind: IcebergType, bound: bytes) -> Any:  # noqa: ANN401 - the type follows from the kind
    if not isinstance(kind, PrimitiveType):
        raise TypeError(kind)
    return from_bytes(kind, bound)


def _shown(kind: IcebergType, bound: bytes) -> str:
    """Return a bound as Iceberg writes it for people to read."""
    value = _value(kind, bound)
    match kind:
        case DateType():
            return (_EPOCH + timedelta(days=value)).date().isoformat()
        case TimestampType() | TimestamptzType():
            moment = _EPOCH + timedelta(microseconds=value)
            text = moment.isoformat().removesuffix("+00:00")
            text = text.rstrip("0") if moment.microsecond else text
            return f"{text}+00:00" if isinstance(kind, TimestamptzType) else text
        case BinaryType():
            return base64.b64encode(value).decode()
        case _:
            return value_text(value, schema_to_pyarrow(kind))
