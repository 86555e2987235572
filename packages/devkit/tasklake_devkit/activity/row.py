"""One row of an activity file and the format of its columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from tasklake.text import ControlCharacterError, line


class Op(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Activity:
    """One row; `size` is in lines changed, `line` is its place in the file."""

    line: int
    at: datetime
    actor: str
    object: str
    area: str
    op: Op
    size: int


class _Format(NamedTuple):
    pattern: str
    expected: str


_AS_KEPT: Final = "without spaces at the ends or control characters, in normal form NFC and not all invisible"

_FORMATS: Final = {
    "at": _Format(
        r"(19|20)\d\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)",
        "an ISO 8601 time of 1900 to 2099 with its UTC offset, as 2024-10-01T12:00:00Z",
    ),
    # Becomes the local part of an e-mail address, which is 64 characters long at most (RFC 5321).
    "actor": _Format(
        r"(?=.{1,64}$)[a-z0-9]+([._-][a-z0-9]+)*",
        "1 to 64 characters of a-z and 0-9, with a single . _ or - between them",
    ),
    "object": _Format(r".{1,200}", f"1 to 200 characters {_AS_KEPT}"),
    "area": _Format(r".{1,50}", f"1 to 50 characters {_AS_KEPT}"),
    "op": _Format("|".join(Op), f"one of {', '.join(Op)}"),
    "size": _Format(r"\d{1,9}", "a whole number of lines, 0 or more"),
}

COLUMNS: Final = tuple(_FORMATS)


class ColumnError(ValueError):
    """A value does not have the format of its column."""

    def __init__(self, column: str, found: str, expected: str) -> None:
        super().__init__(f"column {column}: found {found!r}, expected {expected}")


def parse_row(number: int, header: Sequence[str], values: Sequence[str]) -> Activity:
    """Return a row from its values in the order of the header, which names every column once.

    Raises:
        ColumnError: There are more or fewer values than columns, or one has the wrong format.
    """
    if len(values) > len(header):
        raise ColumnError(str(len(header) + 1), values[len(header)], f"{len(header)} values")
    if len(values) < len(header):
        raise ColumnError(header[len(values)], "", f"{len(header)} values")
    row = dict(zip(header, values, strict=True))
    for column, (pattern, expected) in _FORMATS.items():
        text = row[column]
        if not re.fullmatch(pattern, text, re.ASCII) or not _is_kept(text):
            raise ColumnError(column, text, expected)
    try:
        at = datetime.fromisoformat(row["at"]).astimezone(UTC)
    except ValueError as error:
        raise ColumnError("at", row["at"], _FORMATS["at"].expected) from error
    return Activity(number, at, row["actor"], row["object"], row["area"], Op(row["op"]), int(row["size"]))


def _is_kept(text: str) -> bool:
    """Whether the API keeps a text as it is."""
    try:
        return line(text) == text
    except ControlCharacterError:
        return False
