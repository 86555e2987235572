"""Texts that tell of a person, and whether the content of an object has one of them."""

import gzip
import json
import re
import zlib
from collections.abc import Collection, Sequence
from io import BytesIO
from itertools import groupby, takewhile
from operator import eq
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
        values: pa.StringArray = column.unique().cast(pa.large_string())
        together = values.buffers()[2]
        # Two values side by side may make a text that neither has.
        return bool(together and self._texts.search(together)) and any(
            self._texts.search(value.encode()) for value in values.to_pylist() if value is not None
        )


def pattern(texts: Collection[str]) -> re.Pattern[bytes]:
    return re.compile(branches(sorted(text.encode() for text in texts)))


def branches(texts: Sequence[bytes]) -> bytes:
    """Return an expression for some sorted texts that parts where they do, so that a place is looked at once and not for each."""
    if not texts[0]:
        return b""
    parts: list[bytes] = []
    for _, group in groupby(texts, key=lambda text: text[:1]):
        alike = list(group)
        # Of sorted texts the first and the last share what all share.
        shared = list(takewhile(bool, map(eq, alike[0], alike[-1])))
        prefix = alike[0][: len(shared)]
        parts.append(re.escape(prefix) + branches([text.removeprefix(prefix) for text in alike]))
    return parts[0] if len(parts) == 1 else b"(?:" + b"|".join(parts) + b")"
