"""The local files that a scan reads."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from local_aws.athena.errors import QueryFailedError
from local_aws.athena.scans.row_group import RowGroup
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
                groups = [RowGroup(parquet, number) for number in range(parquet.metadata.num_row_groups)]
                return sum(group.bytes_to_look_up(names, texts) for group in groups)
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
