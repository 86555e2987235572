"""Stored attributes, and what the column of each holds.

A column is read at once, since a call for each value would cost more than all else that a batch takes.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Final, get_args

from tasklake.models import EPOCH, LAST_MILLISECOND
from tasklake_stream_etl.stream_records import Image, MalformedRecordError

type Value = str | int | Sequence[str] | None
type Values = Callable[[list[Any]], list[Any]]

EPOCH_ORDINAL: Final = EPOCH.toordinal()
LAST_COUNT: Final = 2**63 - 2
"""One less than a 64-bit column holds, since a delete counts as one more version."""

ANOTHER_KIND: Final = (KeyError, TypeError)
"""What comes of reading an attribute as of a kind that it is not."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of items, and how it is read.

    Attributes:
        name: The attribute, which is also the model's field.
        kind: S, N or L.
        values: Makes the column of what is stored, in order. Of a value that is none it raises a ValueError, which says
            what it is not, or a TypeError where it is not even of the kind.
        is_optional: Whether it may be missing, and its column be null.
    """

    name: str
    kind: str
    values: Values
    is_optional: bool = False

    def column(self, images: Sequence[Image]) -> list[Any]:
        """Return what the column holds of each image.

        Raises:
            MalformedRecordError: In one of them the attribute is missing, of another kind, not what its field holds or, as
                Arrow demands, not UTF-8.
        """
        name, kind = self.name, self.kind
        try:
            if not self.is_optional:
                return self.values([image[name][kind] for image in images])
            return spread(
                [name in image for image in images],
                self.values([image[name][kind] for image in images if name in image]),
            )
        except ValueError as error:
            raise MalformedRecordError(f"{name} is {error}") from None
        except ANOTHER_KIND:
            is_there = all(name in image for image in images)
            raise MalformedRecordError(
                f"{name} is {f'not of type {kind}' if is_there else 'missing'}"
            ) from None

    def read(self, image: Image) -> Any:  # noqa: ANN401  # what its column holds
        """Return what the column holds of one image.

        Raises:
            MalformedRecordError: As of several.
        """
        return self.column([image])[0]


def spread(places: Sequence[bool], values: Sequence[Any]) -> list[Any]:
    """Return the values at the places that are true, and None at the others."""
    if not values:
        return [None] * len(places)
    following = iter(values)
    return [next(following) if is_there else None for is_there in places]


def attribute(name: str, hint: type | UnionType) -> Attribute:
    """Return how the attribute of a model's field is read.

    Args:
        name: The field, which is also the attribute.
        hint: The field's type; one that allows None makes the attribute optional.

    Raises:
        TypeError: No attribute stands for the type.
    """
    if isinstance(hint, UnionType):
        (value,) = (option for option in get_args(hint) if option is not NoneType)
        return Attribute(name, *stored(name, value), is_optional=True)
    return Attribute(name, *stored(name, hint))


def stored(name: str, hint: type) -> tuple[str, Values]:
    if hint == tuple[str, ...]:
        return "L", texts
    if issubclass(hint, StrEnum):
        return "S", choices(hint)
    if issubclass(hint, str):
        return "S", text
    if issubclass(hint, datetime):
        return "N", integers(0, LAST_MILLISECOND)
    if issubclass(hint, date):
        return "S", each_once(days)
    if issubclass(hint, int):
        return "N", integers(1 if name == "version" else 0, LAST_COUNT)
    raise TypeError(f"no attribute stands for {name} of type {hint}")


def text(values: list[Any]) -> list[str]:
    together = "".join(values)
    if not together.isascii():
        try:
            together.encode()
        except UnicodeEncodeError:
            raise ValueError("not UTF-8") from None
    return values


def texts(values: list[Any]) -> list[list[str]]:
    if not all(isinstance(elements, list) for elements in values):
        raise TypeError
    try:
        return [text([element["S"] for element in elements]) for elements in values]
    except ANOTHER_KIND:
        raise ValueError("not of type S") from None


def choices(members: type[StrEnum]) -> Values:
    known = frozenset(member.value for member in members)

    def chosen(values: list[Any]) -> list[str]:
        if known.issuperset(values):
            return values
        text(values)
        raise ValueError(f"none of {', '.join(members)}")

    return chosen


def integers(first: int, last: int) -> Values:
    def whole(digits: Iterable[str]) -> list[int]:
        try:
            numbers = list(map(int, digits))
        except ValueError:
            raise ValueError("not an integer") from None
        if numbers and not (first <= min(numbers) and max(numbers) <= last):
            raise ValueError(f"not within {first} and {last}")
        return numbers

    return each_once(whole)


def days(dates: Iterable[str]) -> list[int]:
    """Return ISO dates as days since the epoch."""
    try:
        return [date.fromisoformat(each).toordinal() - EPOCH_ORDINAL for each in dates]
    except ValueError:
        raise ValueError("not a date") from None


def each_once(make: Callable[[Iterable[str]], list[int]]) -> Values:
    """Return what makes numbers of texts, and of equal ones once: most of a batch repeat."""

    def made(values: list[Any]) -> list[int]:
        distinct = set(values)
        # Refuses what is no text; `make` may not.
        "".join(distinct)
        known = dict(zip(distinct, make(distinct), strict=True))
        return [known[value] for value in values]

    return made
