"""Event files as pyarrow reads them, which has no part in writing them."""

from importlib import import_module
from io import BytesIO
from typing import Any

# Any: pyarrow has no type stubs.
parquet: Any = import_module("pyarrow.parquet")


def rows_in(file: bytes) -> list[dict[str, Any]]:
    return parquet.read_table(BytesIO(file)).to_pylist()


def columns_in(file: bytes) -> list[tuple[str, str]]:
    """Return the name and the Arrow type of each column."""
    return [(field.name, str(field.type)) for field in parquet.read_schema(BytesIO(file))]


def compressions_in(file: bytes) -> set[str]:
    return {column.compression for column in chunks_in(file)}


def dictionaries_in(file: bytes) -> set[str]:
    """Return the columns that have one."""
    return {column.path_in_schema for column in chunks_in(file) if column.has_dictionary_page}


def chunks_in(file: bytes) -> list[Any]:
    """Return what the one row group has of each column."""
    metadata = parquet.read_metadata(BytesIO(file))
    assert metadata.num_row_groups == 1
    return [metadata.row_group(0).column(index) for index in range(metadata.num_columns)]
