"""What tasks and users share on the wire."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from tasklake.models import epoch_milliseconds, from_epoch_milliseconds
from tasklake.text import ControlCharacterError, folded, line, paragraphs, trimmed

STRICT: Final = ConfigDict(extra="forbid", strict=True)
"""Unknown fields and other types are refused, never dropped or converted."""

DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DIGITS: Final = re.compile(r"[0-9]{1,18}")
INSTANT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)


def iso_date(value: object) -> object:
    """Read YYYY-MM-DD; pydantic by itself also takes a Unix timestamp for a date, strict or not."""
    if not isinstance(value, str):
        return value
    try:
        if DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise PydanticCustomError("iso_date", "Input should be a date in the form YYYY-MM-DD")


def instant(value: object) -> object:
    """Read a date-time of RFC 3339 as a UTC time in milliseconds; pydantic by itself also takes other forms of ISO 8601."""
    if not isinstance(value, str):
        return value
    try:
        if INSTANT.fullmatch(value):
            return from_epoch_milliseconds(epoch_milliseconds(datetime.fromisoformat(value.upper())))
    except (ValueError, OverflowError):
        pass
    raise PydanticCustomError(
        "instant", "Input should be a time in the form YYYY-MM-DDThh:mm:ssZ, or with an offset such as +01:00"
    )


def whole_number(value: object) -> object:
    """Read decimal digits; pydantic by itself also takes 5.0, 1_0 and +5 for a number."""
    if not isinstance(value, str):
        return value
    if DIGITS.fullmatch(value):
        return int(value)
    raise PydanticCustomError("whole_number", "Input should be a whole number in decimal digits")


def kept_as(form: Callable[[str], str]) -> BeforeValidator:
    """Bring a text into its form by a rule of the domain, before its characters are counted."""

    def keep(value: object) -> object:
        try:
            return form(value) if isinstance(value, str) else value
        except ControlCharacterError:
            raise PydanticCustomError(
                "control_character", "String should have no control characters"
            ) from None

    return BeforeValidator(keep)


def without_comma(value: str) -> str:
    """Refuse a comma, which stands between the values of a parameter."""
    if "," in value:
        raise PydanticCustomError("comma", "String should have no comma")
    return value


IsoDate = Annotated[date, BeforeValidator(iso_date)]
MOST_SOUGHT: Final = 100


def words(value: object) -> object:
    """Read what is sought: the words of one line, folded; their set, since neither order nor repetition matters."""
    if not isinstance(value, str):
        return value
    try:
        sought = folded(line(value)).strip()
    except ControlCharacterError:
        sought = ""
    if 1 <= len(sought) <= MOST_SOUGHT:
        return sought.split()
    raise PydanticCustomError(
        "words", "Input should be one line of 1 to 100 characters, those that only modify another not counted"
    )


Separated = BeforeValidator(lambda value: value.split(",") if isinstance(value, str) else value)
CONVERTED: Final = Field(strict=False)
"""For what a parameter's text is made into: a strict form takes the very type only."""
Instant = Annotated[datetime, BeforeValidator(instant)]
Limit = Annotated[int, Field(ge=1, le=100), BeforeValidator(whole_number)]
Trimmed = kept_as(trimmed)
Line = kept_as(line)
Paragraphs = kept_as(paragraphs)
Cursor = Annotated[str, StringConstraints(max_length=200)]

# What a client gets is never validated here; the OpenAPI document says what it is like.
Id = Annotated[str, Field(json_schema_extra={"format": "uuid"})]
DateText = Annotated[str, Field(json_schema_extra={"format": "date"})]
Timestamp = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Version = Annotated[int, Field(ge=1)]


class NoParameters(BaseModel):
    """The query string of a route that takes none."""

    model_config = STRICT


def timestamp(moment: datetime) -> str:
    """Return a time in UTC as RFC 3339 writes it, with milliseconds."""
    return f"{moment.isoformat(timespec='milliseconds')[:-6]}Z"
