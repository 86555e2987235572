"""What Trino reads of a row group of a Parquet file."""

from collections.abc import Collection, Mapping
from typing import Any

import pyarrow.parquet as pq


class RowGroup:
    """One row group of an open file."""

    def __init__(self, file: pq.ParquetFile, number: int) -> None:
        """Read nothing yet but the file's footer."""
        self._file = file
        self._number = number
        group = file.metadata.row_group(number)
        self._chunks = [group.column(position) for position in range(group.num_columns)]

    def bytes_to_look_up(self, columns: Collection[str], equal_to: Mapping[str, str]) -> int:
        """Return the compressed bytes of the chunks of some columns, or of what tells that no row of them is asked for.

        Args:
            columns: Their names.
            equal_to: The texts that columns, of these, have in the rows that are asked for.
        """
        for name, text in equal_to.items():
            chunk = next(chunk for chunk in self._chunks if chunk.path_in_schema == name)
            statistics: Any = chunk.statistics
            if statistics and statistics.has_min_max and not statistics.min <= text <= statistics.max:
                return 0
            if chunk.has_dictionary_page and not self._has(name, text):
                return chunk.data_page_offset - (chunk.dictionary_page_offset or 0)
        # The values of a list are a chunk of their own: changed.list.element.
        return sum(
            chunk.total_compressed_size
            for chunk in self._chunks
            if chunk.path_in_schema.split(".")[0] in columns
        )

    def _has(self, name: str, text: str) -> bool:
        file: Any = self._file  # whose stubs leave the columns' type open
        return text in file.read_row_group(self._number, columns=[name]).column(name).unique().to_pylist()
