"""Parquet as Trino writes it: a column has a dictionary where that makes it smaller, and nowhere else.

pyarrow keeps a dictionary however little it saves, so a column of times that hardly repeat is a third larger than Trino's.
"""

from collections.abc import Iterator
from typing import Any, override

import pyarrow as pa
import pyarrow.compute as pc
from pyiceberg.io import OutputFile
from pyiceberg.io.fileformat import FileFormatFactory
from pyiceberg.io.pyarrow import ParquetFormatModel, ParquetFormatWriter
from pyiceberg.manifest import FileFormat
from pyiceberg.schema import Schema
from pyiceberg.typedef import Properties

_FIRST_PAGE_ROWS = 60_000
"""What decides on a column (Trino documentation, "Parquet file format configuration properties", page-value-count)."""


# pyarrow's stubs leave open what an array holds.
type _Array = Any


class _Writer(ParquetFormatWriter):
    @override
    def write(self, table: pa.Table) -> None:
        first_page = table.slice(0, _FIRST_PAGE_ROWS)
        self._parquet_writer_kwargs["use_dictionary"] = [
            path
            for name in table.column_names
            for path, values in _leaves(name, first_page.column(name).combine_chunks())
            if _is_smaller_with_dictionary(values)
        ]
        super().write(table)


class _Model(ParquetFormatModel):
    @override
    def create_writer(
        self, output_file: OutputFile, file_schema: Schema, properties: Properties
    ) -> ParquetFormatWriter:
        return _Writer(output_file, file_schema, properties)


def _leaves(path: str, values: _Array) -> Iterator[tuple[str, _Array]]:
    """Yield the columns of a file that a column's values make, by their paths in the file's schema."""
    kind = values.type
    if isinstance(values, pa.ExtensionArray):
        yield from _leaves(path, values.storage)
    elif pa.types.is_map(kind):
        yield from _leaves(f"{path}.key_value.key", values.keys)
        yield from _leaves(f"{path}.key_value.value", values.items)
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
        yield from _leaves(f"{path}.list.element", values.flatten())
    elif pa.types.is_struct(kind):
        for position, inner in enumerate(values.flatten()):
            name = kind.field(position).name  # pyright: ignore[reportUnknownMemberType] - its stubs leave a field's type open
            yield from _leaves(f"{path}.{name}", inner)
    else:
        yield path, values


def _is_smaller_with_dictionary(values: _Array) -> bool:
    values = values.drop_null()
    distinct = values.unique()
    return _plain_bytes(distinct) + _index_bytes(len(values), len(distinct)) < _plain_bytes(values)


def _index_bytes(rows: int, entries: int) -> int:
    """Return what the places of values in a dictionary take (Apache Parquet, "Encodings", RLE/bit-packing hybrid)."""
    bits, groups = max(entries - 1, 0).bit_length(), -(-rows // 8)
    # The width goes before all, and a header before each 63 groups of eight.
    return 1 + -(-groups // 63) + groups * bits


def _plain_bytes(values: _Array) -> float:
    try:
        return len(values) * values.type.bit_width / 8
    except ValueError:  # a text or bytes, of which the length goes before
        lengths: Any = pc  # whose stubs know an expression alone to have a length
        return 4 * len(values) + (lengths.sum(lengths.binary_length(values)).as_py() or 0)


def write_as_trino_does() -> None:
    """Let pyiceberg write Parquet by this module, in this process."""
    FileFormatFactory._registry[FileFormat.PARQUET] = _Model()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - register() refuses a second one
