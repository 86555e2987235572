"""One row of an activity file and the format of its columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from tasklake.text import NO_SPACE


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
    "object": _Format(
        rf"{NO_SPACE}(.{{0,198}}{NO_SPACE})?", "1 to 200 characters without spaces at the ends"
    ),
    "area": _Format(rf"{NO_SPACE}(.{{0,48}}{NO_SPACE})?", "1 to 50 characters without spaces at the ends"),
    "op": _Format("|".join(Op), f"one of {', '.join(Op)}"),
    "size": _Format(r"\d{1,9}", "a whole number of lines, 0 or more"),
}

COLUMNS: Final = tuple(_FORMATS)


class ColumnError(ValueError):
    """A value does not have the format of its column."""

    def __init__(self, column: str, found: str, expected: str) -> None:
        super().__init__(f"column {column}: found {found!r}, expected {expected}")


def parse_row(line: int, header: Sequence[str], values: Sequence[str]) -> Activity:
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
        if not re.fullmatch(pattern, row[column], re.ASCII):
            raise ColumnError(column, row[column], expected)
    try:
        at = datetime.fromisoformat(row["at"]).astimezone(UTC)
    except ValueError as error:
        raise ColumnError("at", row["at"], _FORMATS["at"].expected) from error
    return Activity(line, at, row["actor"], row["object"], row["area"], Op(row["op"]), int(row["size"]))
