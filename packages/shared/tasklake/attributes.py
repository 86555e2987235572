"""Values as DynamoDB attributes, and back: one codec for each type that a field of a model may have."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tasklake.models import epoch_milliseconds, from_epoch_milliseconds

if TYPE_CHECKING:
    from types_boto3_dynamodb.type_defs import AttributeValueTypeDef as AttributeValue

type Item = dict[str, AttributeValue]
type StoredItem = Mapping[str, AttributeValue]
type Stored = Mapping[str, str]
"""An attribute value that is a string or a number."""


class Codec(NamedTuple):
    """How values of one type are written and read; the type is the one that the field's hint names."""

    write: "Callable[[Any], AttributeValue]"
    read: Callable[[Any], Any]


def string(value: str) -> "AttributeValue":
    return {"S": value}


def number(value: int) -> "AttributeValue":
    return {"N": str(value)}


def strings(values: Mapping[str, str]) -> Item:
    return {name: {"S": value} for name, value in values.items()}


def day(value: date) -> "AttributeValue":
    return {"S": value.isoformat()}


def moment(value: datetime) -> "AttributeValue":
    return {"N": str(epoch_milliseconds(value))}


def texts(values: tuple[str, ...]) -> "AttributeValue":
    return {"L": [{"S": value} for value in values]}


def stored_number(stored: Stored) -> int:
    return int(stored["N"])


def stored_day(stored: Stored) -> date:
    return date.fromisoformat(stored["S"])


def stored_moment(stored: Stored) -> datetime:
    return from_epoch_milliseconds(int(stored["N"]))


# Any: a list of attribute values, which `Stored` leaves out for the sake of all others.
def stored_texts(stored: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(value["S"] for value in stored["L"])


def stored_member(members: type[StrEnum]) -> Callable[[Stored], StrEnum]:
    known = {member.value: member for member in members}
    # The enum's own look-up takes several times as long, but says what it refuses.
    return lambda stored: known.get(stored["S"]) or members(stored["S"])


CODECS: Final[Mapping[object, Codec]] = {
    str: Codec(string, itemgetter("S")),
    int: Codec(number, stored_number),
    date: Codec(day, stored_day),
    datetime: Codec(moment, stored_moment),
    tuple[str, ...]: Codec(texts, stored_texts),
}


def codec_of(name: str, hint: object) -> Codec:
    """Return the codec of a field.

    Raises:
        TypeError: None stands for the field's type.
    """
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return Codec(string, stored_member(hint))
    if hint not in CODECS:
        raise TypeError(f"no attribute stands for the field {name} of type {hint}")
    return CODECS[hint]


def text(item: StoredItem, name: str) -> str:
    """Return a string attribute.

    Raises:
        KeyError: The attribute is missing or not a string.
    """
    return item[name]["S"]  # pyright: ignore[reportTypedDictNotRequiredAccess]  # a KeyError is the contract


def integer(item: StoredItem, name: str) -> int:
    """Return a number attribute as an integer.

    Raises:
        KeyError: The attribute is missing or not a number.
    """
    return int(item[name]["N"])  # pyright: ignore[reportTypedDictNotRequiredAccess]  # a KeyError is the contract
