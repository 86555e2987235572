"""The local files that scans read, and how many bytes of them Trino would."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from duckdb import DuckDBPyConnection

from local_aws.athena.errors import BytesScannedCutoffError, QueryFailedError
from local_aws.athena.running_statement import RunningStatement
from local_aws.athena.scans.query_plan import planned_scans
from local_aws.athena.scans.scan_columns import column_name


@dataclass(frozen=True, slots=True)
class OpenedScan:
    """What stands behind one reference to a table.

    Attributes:
        number: The number in the scanned names of its columns.
        columns: The columns, in the order of their positions, by the names that the user knows.
        files: The S3 URLs of the Parquet objects, by their local files.
        field_ids: For an Iceberg table, the columns' field ids, by which its files have them.
        deletes: For an Iceberg table, the same as `files` of the objects that tell deleted positions.
    """

    number: int
    columns: Sequence[str]
    files: Mapping[str, str]
    field_ids: Sequence[int] | None = None
    deletes: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def origins(self) -> dict[str, str]:
        """What the user knows, by the local names that DuckDB knows it under: objects and columns."""
        columns = {column_name(self.number, position): name for position, name in enumerate(self.columns)}
        return {**self.files, **self.deletes, **columns}

    def compressed_bytes(self, positions: Collection[int], equal_to: Mapping[int, str]) -> int:
        """Return the bytes of the column chunks of some columns, and of all deleted positions.

        Row groups without the text that a column is to have are read by Trino as far as the dictionary that says so.

        Args:
            positions: The columns.
            equal_to: The texts that columns have in the rows that are asked for, by the columns' positions.

        Raises:
            QueryFailedError: A file is no Parquet.
        """
        chunks = sum(self._chunk_bytes(file, positions, equal_to) for file in self.files)
        return chunks + sum(Path(file).stat().st_size for file in self.deletes)

    def _chunk_bytes(self, file: str, positions: Collection[int], equal_to: Mapping[int, str]) -> int:
        try:
            with pq.ParquetFile(file) as parquet:
                names = self._names_in(parquet.metadata, positions)
                texts = {
                    name: text
                    for position, text in equal_to.items()
                    for name in self._names_in(parquet.metadata, [position])
                }
                groups = range(parquet.metadata.num_row_groups)
                return sum(_bytes_to_look_up(parquet, group, names, texts) for group in groups)
        except pa.ArrowInvalid as error:
            raise QueryFailedError(f"{self.files[file]} cannot be read: {error}") from error

    def _names_in(self, footer: pq.FileMetaData, positions: Collection[int]) -> set[str]:
        if self.field_ids is None:
            return {self.columns[position] for position in positions}
        wanted = {str(self.field_ids[position]).encode() for position in positions}
        return {
            column.name
            for column in footer.schema.to_arrow_schema()  # pyright: ignore[reportUnknownVariableType] - a field's type is open
            if (column.metadata or {}).get(b"PARQUET:field_id") in wanted
        }


def _bytes_to_look_up(
    file: pq.ParquetFile, number: int, columns: Collection[str], equal_to: Mapping[str, str]
) -> int:
    """Return the compressed bytes of a row group's chunks, or of what tells that no row of it is asked for."""
    group = file.metadata.row_group(number)
    chunks = [group.column(position) for position in range(group.num_columns)]
    reader: Any = file  # whose stubs leave the columns' type open
    for name, text in equal_to.items():
        chunk = next(chunk for chunk in chunks if chunk.path_in_schema == name)
        statistics: Any = chunk.statistics
        if statistics and statistics.has_min_max and not statistics.min <= text <= statistics.max:
            return 0
        if chunk.has_dictionary_page:
            known = reader.read_row_group(number, columns=[name]).column(name).unique().to_pylist()
            if text not in known:
                return chunk.data_page_offset - (chunk.dictionary_page_offset or 0)
    # The values of a list are a chunk of their own: changed.list.element.
    return sum(
        chunk.total_compressed_size for chunk in chunks if chunk.path_in_schema.split(".")[0] in columns
    )


class ScannedBytes:
    """The count of one session."""

    def __init__(
        self, connection: DuckDBPyConnection, running: RunningStatement, *, cutoff: int | None
    ) -> None:
        """Count nothing yet.

        Args:
            connection: The session.
            running: Is told what its statements read.
            cutoff: The most bytes that they together may read; None for no limit.
        """
        self._connection = connection
        self._running = running
        self._cutoff = cutoff
        self._opened: dict[int, OpenedScan] = {}

    def add(self, opened: OpenedScan) -> None:
        """Know the files of a scan."""
        self._opened[opened.number] = opened

    def charge(self, sql: str) -> None:
        """Count what a statement in DuckDB's SQL is about to read: see `AthenaSql.bytes_scanned`.

        Raises:
            BytesScannedCutoffError: That would be more than the cutoff; it is not counted.
        """
        total = self._running.bytes_scanned + sum(
            self._opened[scan.number].compressed_bytes(scan.positions, scan.equal_to)
            for scan in planned_scans(self._connection, sql)
            if scan.number is not None
        )
        if self._cutoff is not None and total > self._cutoff:
            raise BytesScannedCutoffError(
                f"Bytes scanned limit was exceeded, by {total - self._cutoff:,} bytes; select fewer columns, or add a "
                "condition on what the tables are partitioned by"
            )
        self._running.bytes_scanned = total
