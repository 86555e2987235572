"""What tasks and users share on the wire."""

import re
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from tasklake.field_forms import STRICT
from tasklake.text import ControlCharacterError, folded, line

DIGITS: Final = re.compile(r"[0-9]{1,18}")


def whole_number(value: object) -> object:
    """Read decimal digits; pydantic by itself also takes 5.0, 1_0 and +5 for a number."""
    if not isinstance(value, str):
        return value
    if DIGITS.fullmatch(value):
        return int(value)
    raise PydanticCustomError("whole_number", "Input should be a whole number in decimal digits")


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
Limit = Annotated[int, Field(ge=1, le=100), BeforeValidator(whole_number)]
Cursor = Annotated[str, StringConstraints(max_length=200)]

# What a client gets is never validated here; the OpenAPI document says what it is like.
Id = Annotated[str, Field(json_schema_extra={"format": "uuid"})]
DateText = Annotated[str, Field(json_schema_extra={"format": "date"})]
Timestamp = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Version = Annotated[int, Field(ge=1)]


class NoParameters(BaseModel):
    """The query string of a route that takes none."""

    model_config = STRICT
