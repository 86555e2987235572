"""Texts that tell of a person, and whether the content of an object has one of them."""

import gzip
import json
import re
import zlib
from collections.abc import Collection
from io import BytesIO
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasklake_operations.lake_erasure.avro_blocks import MAGIC, avro_blocks

GZIP: Final = b"\x1f\x8b"
PARQUET: Final = b"PAR1"
BOUND: Final = 15
"""Iceberg's manifests have the least and the greatest value of a column cut to 16 characters, the last of which may be one
higher ("write.metadata.metrics.default", Apache Iceberg, "Configuration")."""


class Markers:
    """What is searched for; any of it will do."""

    def __init__(self, texts: Collection[str]) -> None:
        # JSON may have written a letter as an escape.
        forms = {form for text in texts for form in (text, json.dumps(text)[1:-1])}
        self._texts = pattern(forms)
        self._bounds = pattern({form[:BOUND] for form in forms})
        self._in_columns = "|".join(re.escape(text) for text in sorted(texts))

    def place_in(self, content: bytes) -> str | None:
        """Return where in an object something is, or None; what cannot be read is a place, too."""
        if self._texts.search(content):
            return "its bytes"
        try:
            return self._place_inside(content)
        except (pa.ArrowException, OSError, EOFError, ValueError, zlib.error) as error:
            return f"unknown, since it cannot be read: {error}"

    def _place_inside(self, content: bytes) -> str | None:
        if content.startswith(PARQUET):
            return self._column_of(content)
        if content.startswith(MAGIC):
            return "an Avro block" if any(map(self._bounds.search, avro_blocks(content))) else None
        if content.startswith(GZIP):
            return self.place_in(gzip.decompress(content))
        return None

    def _column_of(self, content: bytes) -> str | None:
        with pq.ParquetFile(BytesIO(content)) as file:
            for group in range(file.num_row_groups):
                rows = file.read_row_group(group)  # pyright: ignore[reportUnknownMemberType]  # its stubs leave options untyped
                for name, column in zip(rows.column_names, rows.columns, strict=True):
                    if self._is_in(column):
                        return f"column {name}"
        return None

    def _is_in(self, column: Any) -> bool:  # noqa: ANN401 - a column's type is open
        if pa.types.is_list(column.type):
            return self._is_in(pc.list_flatten(column))
        if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
            return False
        found = pc.any(pc.match_substring_regex(column.unique(), self._in_columns))  # pyright: ignore[reportUnknownArgumentType]  # a column's type is open
        return found.as_py() is True


def pattern(texts: Collection[str]) -> re.Pattern[bytes]:
    return re.compile(b"|".join(re.escape(text.encode()) for text in sorted(texts)))
