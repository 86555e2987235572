"""Paths into JSON documents, and where they lead (Trino documentation, "JSON functions and operators", JSON path language)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from local_aws.athena.errors import TypeMismatchError, UnsupportedFunctionError

type Json = dict[str, Json] | list[Json] | str | float | bool | None
"""A JSON value; whole numbers are int."""


class PathError(Exception):
    """In strict mode a path asked for what is not there."""


@dataclass(frozen=True, slots=True)
class Members:
    """The step to the member of a name, or to every one where that is None."""

    name: str | None

    def of(self, item: Json, *, is_strict: bool) -> Iterator[Json]:
        for each in [item] if is_strict or not isinstance(item, list) else item:
            if isinstance(each, dict) and (self.name is None or self.name in each):
                yield from each.values() if self.name is None else [each[self.name]]
            elif is_strict:
                raise PathError


@dataclass(frozen=True, slots=True)
class Position:
    """A place in an array, counted from 0 or back from the last."""

    number: int
    is_from_last: bool

    def within(self, length: int) -> int:
        return length - 1 - self.number if self.is_from_last else self.number


@dataclass(frozen=True, slots=True)
class Elements:
    """The step to ranges of elements of an array, or to every one where that is None."""

    ranges: tuple[tuple[Position, Position], ...] | None

    def of(self, item: Json, *, is_strict: bool) -> Iterator[Json]:
        if is_strict and not isinstance(item, list):
            raise PathError
        elements = item if isinstance(item, list) else [item]
        if self.ranges is None:
            yield from elements
            return
        for first, last in self.ranges:
            begin, end = first.within(len(elements)), last.within(len(elements))
            if is_strict and not 0 <= begin <= end < len(elements):
                raise PathError
            yield from elements[max(begin, 0) : max(end + 1, 0)]


@dataclass(frozen=True, slots=True)
class Path:
    """A whole path.

    Attributes:
        is_strict: Whether what is not there is an error, and arrays are taken as what they are.
        steps: From the document on.
    """

    is_strict: bool
    steps: tuple[Members | Elements, ...]

    def items(self, document: Json) -> list[Json]:
        """Return where the path leads.

        Raises:
            PathError: The mode is strict, and something is not there.
        """
        items = [document]
        for step in self.steps:
            items = [found for item in items for found in step.of(item, is_strict=self.is_strict)]
        return items


_MODE: Final = re.compile(r"\s*(?P<mode>lax|strict)\s+\$")
_STEP: Final = re.compile(
    r'\s*(?:\.\s*(?:(?P<name>[A-Za-z_]\w*)|"(?P<quoted>(?:[^"]|"")*)"|(?P<any>\*))|\[(?P<ranges>[^]]*)\])',
    re.ASCII,
)
_POSITION: Final = r"(?:last(?:\s*-\s*\d+)?|\d+)"
_RANGE: Final = re.compile(rf"\s*({_POSITION})(?:\s+to\s+({_POSITION}))?\s*")


@lru_cache(maxsize=64)
def parsed_path(text: str) -> Path:
    """Parse a path.

    Raises:
        TypeMismatchError: It does not begin as a path does.
        UnsupportedFunctionError: It has steps that are not taken locally, or none that Athena knows either.
    """
    if (mode := _MODE.match(text)) is None:
        raise TypeMismatchError(f"a JSON path begins with lax $ or strict $, as {text!r} does not")
    end, steps = mode.end(), list[Members | Elements]()
    while step := _STEP.match(text, end):
        end = step.end()
        if (ranges := step["ranges"]) is not None:
            steps.append(Elements(None if ranges.strip() == "*" else _ranges(text, ranges)))
        else:
            quoted = step["quoted"]
            steps.append(Members(step["name"] if quoted is None else quoted.replace('""', '"')))
    if text[end:].strip():
        raise _unknown(text)
    return Path(mode["mode"] == "strict", tuple(steps))


def _ranges(path: str, text: str) -> tuple[tuple[Position, Position], ...]:
    found = [_RANGE.fullmatch(each) for each in text.split(",")]
    if not all(found):
        raise _unknown(path)
    return tuple((_position(each[1]), _position(each[2] or each[1])) for each in found if each)


def _position(text: str) -> Position:
    number = text.removeprefix("last").strip(" \t\r\n-")
    return Position(int(number or 0), text.startswith("last"))


def _unknown(path: str) -> UnsupportedFunctionError:
    return UnsupportedFunctionError(
        f"a JSON path has, locally, names, * and subscripts such as lax $.a[0].b[*] alone, unlike {path!r}"
    )
