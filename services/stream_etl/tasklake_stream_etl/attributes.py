"""Readers of stored attributes: each takes an image and returns what the column of the attribute holds."""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Final, cast, get_args

from tasklake.models import EPOCH, LAST_MILLISECOND
from tasklake_stream_etl.stream_records import Image, MalformedRecordError

type Value = str | int | list[str] | None
type Reader = Callable[[Image], Value]

EPOCH_ORDINAL: Final = EPOCH.toordinal()
LAST_COUNT: Final = 2**63 - 2
"""One less than a 64-bit column holds, since a delete counts as one more version."""


def attribute(image: Image, name: str, kind: str) -> str:
    """Return an attribute of kind S or N as its text.

    Raises:
        MalformedRecordError: The attribute is missing, of another kind or, as Arrow demands, not UTF-8.
    """
    try:
        value = image[name][kind]
    except (KeyError, TypeError):
        state = f"not of type {kind}" if name in image else "missing"
        raise MalformedRecordError(f"{name} is {state}") from None
    if not isinstance(value, str):
        raise MalformedRecordError(f"{name} is not of type {kind}")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise MalformedRecordError(f"{name} is not UTF-8") from None
    return value


def reader(name: str, hint: type | UnionType) -> Reader:
    """Return the reader of a model's field.

    Args:
        name: The field, which is also the attribute.
        hint: The field's type; one that allows None makes the attribute optional.

    Raises:
        TypeError: No reader stands for the type.
    """
    if isinstance(hint, UnionType):
        (value,) = (option for option in get_args(hint) if option is not NoneType)
        return optional(name, required(name, value))
    return required(name, hint)


def required(name: str, hint: type) -> Reader:
    if hint == tuple[str, ...]:
        return texts(name)
    if issubclass(hint, StrEnum):
        return choice(name, hint)
    if issubclass(hint, str):
        return text(name)
    if issubclass(hint, datetime):
        return integer(name, 0, LAST_MILLISECOND)
    if issubclass(hint, date):
        return day(name)
    if issubclass(hint, int):
        return integer(name, 1 if name == "version" else 0, LAST_COUNT)
    raise TypeError(f"no attribute stands for {name} of type {hint}")


def optional(name: str, read: Reader) -> Reader:
    return lambda image: read(image) if name in image else None


def text(name: str) -> Reader:
    return lambda image: attribute(image, name, "S")


def texts(name: str) -> Reader:
    """Return the reader of a list of texts."""

    def read(image: Image) -> list[str]:
        try:
            elements = image[name]["L"]
        except (KeyError, TypeError):
            elements = None
        if not isinstance(elements, list):
            raise MalformedRecordError(f"{name} is not of type L")
        return [attribute({name: element}, name, "S") for element in cast("list[Any]", elements)]

    return read


def choice(name: str, members: type[StrEnum]) -> Reader:
    known = frozenset(member.value for member in members)

    def read(image: Image) -> str:
        value = attribute(image, name, "S")
        if value not in known:
            raise MalformedRecordError(f"{name} is none of {', '.join(members)}")
        return value

    return read


def integer(name: str, first: int, last: int) -> Callable[[Image], int]:
    def read(image: Image) -> int:
        digits = attribute(image, name, "N")
        try:
            value = int(digits)
        except ValueError:
            raise MalformedRecordError(f"{name} is not an integer") from None
        if not first <= value <= last:
            raise MalformedRecordError(f"{name} is not within {first} and {last}")
        return value

    return read


def day(name: str) -> Reader:
    """Return the reader of an ISO date, as days since the epoch."""

    def read(image: Image) -> int:
        value = attribute(image, name, "S")
        try:
            return date.fromisoformat(value).toordinal() - EPOCH_ORDINAL
        except ValueError:
            raise MalformedRecordError(f"{name} is not a date") from None

    return read
