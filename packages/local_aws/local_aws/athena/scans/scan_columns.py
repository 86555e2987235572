"""The names under which DuckDB sees the columns of a scan, so that plans and errors tell them apart."""

import re
from dataclasses import dataclass
from typing import Final

_NAME = r"scan(?P<scan>\d+)_(?:column(?P<position>\d+)|file)"
SCANNED_NAME: Final = re.compile(_NAME)
"""Finds the scanned names in a text."""

PATH: Final = "$path"
"""The hidden column that tells the S3 URL of a row's file (Amazon Athena User Guide, "Get the file locations for source data in
Amazon S3")."""


@dataclass(frozen=True, slots=True)
class ScannedColumn:
    """A column of a scan by its position, or what tells the file of a row when there is none."""

    scan: int
    position: int | None


def column_name(scan: int, position: int) -> str:
    """Return the scanned name of a column."""
    return f"scan{scan}_column{position}"


def file_column_name(scan: int) -> str:
    """Return the scanned name of what tells the file of a row."""
    return f"scan{scan}_file"


def scanned_columns(text: str) -> list[ScannedColumn]:
    """Return the columns that a text names."""
    return [
        ScannedColumn(int(found["scan"]), None if found["position"] is None else int(found["position"]))
        for found in re.finditer(rf"\b{_NAME}\b", text)
    ]
