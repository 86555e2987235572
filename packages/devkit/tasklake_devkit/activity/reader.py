"""Activity files: who did what to which object, one row for each change, oldest first."""

import csv
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from gzip import GzipFile
from io import BufferedReader, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from tasklake_devkit.activity.errors import ActivityFileError, ActivityRowError
from tasklake_devkit.activity.row import COLUMNS, Activity, ColumnError, Op, parse_row

_GZIP: Final = b"\x1f\x8b"
"""How a gzip file begins (RFC 1952)."""

_LONGEST_SHOWN: Final = 200


def read_activity(file: Path, *, limit: int | None = None) -> Iterator[Activity]:
    """Yield the rows of a CSV file as they are read, each checked against those before it.

    Args:
        file: UTF-8, plain or gzip whatever its name says, its header the names of the columns in any order. Times never decrease; an object
            exists between its create and its delete, and only there is it updated.
        limit: Stop after so many rows.

    Raises:
        ActivityRowError: A row is wrong; the message names file, line, column and what is expected.
        ActivityFileError: The file cannot be read, has other columns or has no rows.
    """
    try:
        with file.open("rb") as raw, _text_of(raw) as text:
            yield from islice(_checked_rows(file, text), limit)
    except EOFError as error:
        raise ActivityFileError(f"{file} cannot be read: the end of the gzip file is missing") from error
    except UnicodeDecodeError as error:
        byte = f"0x{error.object[error.start]:02x}"
        raise ActivityFileError(f"{file} cannot be read: byte {byte} in it is not UTF-8") from error
    except (OSError, csv.Error, zlib.error) as error:
        raise ActivityFileError(f"{file} cannot be read: {error}") from error


def _text_of(raw: BufferedReader) -> TextIO:
    is_gzip = raw.peek(len(_GZIP)).startswith(_GZIP)
    return TextIOWrapper(GzipFile(fileobj=raw) if is_gzip else raw, encoding="utf-8-sig", newline="")


def _checked_rows(file: Path, text: TextIO) -> Iterator[Activity]:
    history = _History()
    for row in _rows(file, text):
        try:
            history.add(row)
        except ColumnError as error:
            raise ActivityRowError(file, row.line, error) from error
        yield row
    if history.is_empty:
        raise ActivityFileError(f"{file} holds no rows")


def _rows(file: Path, text: TextIO) -> Iterator[Activity]:
    records = csv.reader(text, strict=True)
    header = next(records, None)
    if header is None:
        raise ActivityFileError(f"{file} is empty")
    if sorted(header) != sorted(COLUMNS):
        found, expected = ",".join(header)[:_LONGEST_SHOWN], ",".join(COLUMNS)
        raise ActivityFileError(f"{file}, line 1: found columns {found!r}, expected {expected!r}")
    for values in records:
        try:
            if values:
                yield parse_row(records.line_num, header, values)
        except ColumnError as error:
            raise ActivityRowError(file, records.line_num, error) from error


class _History:
    """What the rows so far allow the next one to be."""

    def __init__(self) -> None:
        self._latest = datetime.min.replace(tzinfo=UTC)
        self._existing: set[str] = set()
        self.is_empty = True

    def add(self, row: Activity) -> None:
        """Take a row in.

        Raises:
            ColumnError: It contradicts the rows before it.
        """
        if row.at < self._latest:
            expected = f"a time not before the row above, {self._latest.isoformat()}"
            raise ColumnError("at", row.at.isoformat(), expected)
        exists = row.object in self._existing
        if exists and row.op is Op.CREATE:
            raise ColumnError("op", row.op.value, f"update or delete, because {row.object} exists already")
        if not exists and row.op is not Op.CREATE:
            raise ColumnError("op", row.op.value, f"create, because {row.object} does not exist here")
        if row.op is Op.CREATE:
            self._existing.add(row.object)
        elif row.op is Op.DELETE:
            self._existing.remove(row.object)
        self._latest = row.at
        self.is_empty = False
