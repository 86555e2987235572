"""Rows deleted in the way of other engines: a file of positions beside the data files, which pyiceberg cannot write."""

import io
from collections.abc import Mapping, Sequence
from typing import override

import pyarrow as pa
import pyarrow.parquet as pq
from pyiceberg.manifest import (
    DataFile,
    DataFileContent,
    FileFormat,
    ManifestContent,
    ManifestWriter,
    ManifestWriterV2,
)
from pyiceberg.partitioning import PartitionSpec
from pyiceberg.table import Table
from pyiceberg.table.snapshots import Operation
from pyiceberg.table.update.snapshot import (
    _FastAppendFiles,  # pyright: ignore[reportPrivateUsage] - there is no public way to write a delete file
)

# Reserved Field IDs of the Iceberg specification.
POSITION_DELETES = pa.schema(
    [
        pa.field("file_path", pa.string(), nullable=False, metadata={"PARQUET:field_id": "2147483546"}),
        pa.field("pos", pa.int64(), nullable=False, metadata={"PARQUET:field_id": "2147483545"}),
    ]
)


class DeleteManifestWriter(ManifestWriterV2):
    @override
    def content(self) -> ManifestContent:
        return ManifestContent.DELETES

    @property
    @override
    def _meta(self) -> dict[str, str]:
        return {**super()._meta, "content": "deletes"}


class RowDelta(_FastAppendFiles):
    @override
    def new_manifest_writer(self, spec: PartitionSpec) -> ManifestWriter:
        return DeleteManifestWriter(
            spec, self.schema(), self.new_manifest_output(), self.snapshot_id, self._compression
        )


def delete_positions(
    table: Table,
    positions: Mapping[str, Sequence[int]],
    kind: DataFileContent = DataFileContent.POSITION_DELETES,
) -> None:
    """Commit the deletion of rows of data files, all of one partition.

    Args:
        table: The table.
        positions: By the data files' URLs, the numbers of their rows from 0 up.
        kind: What the committed file claims to be.
    """
    paths = [path for path, rows in positions.items() for _ in rows]
    rows = [row for rows in positions.values() for row in rows]
    url = f"{table.location()}/data/deletes-{len(table.snapshots())}.parquet"
    content = io.BytesIO()
    deleted = [{"file_path": path, "pos": row} for path, row in zip(paths, rows, strict=True)]
    with pq.ParquetWriter(content, POSITION_DELETES) as writer:
        writer.write_table(pa.Table.from_pylist(deleted, POSITION_DELETES))
    with table.io.new_output(url).create() as stream:
        stream.write(content.getvalue())
    data_file = next(task.file for task in table.scan().plan_files() if task.file.file_path == paths[0])
    deletes = DataFile.from_args(
        content=kind,
        file_path=url,
        file_format=FileFormat.PARQUET,
        partition=data_file.partition,
        record_count=len(rows),
        file_size_in_bytes=len(table.io.new_input(url)),
        spec_id=data_file.spec_id,
        equality_ids=[1] if kind == DataFileContent.EQUALITY_DELETES else None,
    )
    deletes.spec_id = data_file.spec_id
    with table.transaction() as transaction:
        delta = RowDelta(Operation.DELETE, transaction, table.io)
        delta.append_data_file(deletes)
        delta.commit()
