"""What people may write into the fields of users and tasks, as pydantic takes it: one rule for the API and for files."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from tasklake.models import (
    TaskPriority,
    TaskStatus,
    epoch_milliseconds,
    from_epoch_milliseconds,
    label_set,
)
from tasklake.text import (
    LINE,
    LINE_OR_BLANK,
    LINE_WITHOUT_COMMA,
    PARAGRAPHS,
    ControlCharacterError,
    line,
    paragraphs,
    trimmed,
)

STRICT: Final = ConfigDict(extra="forbid", strict=True, defer_build=True)
"""Unknown fields and other types are refused, never dropped or converted; what checks a form is made at its first use."""

CANONICAL_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
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


Uuid = Annotated[
    str,
    StringConstraints(pattern=f"^{CANONICAL_UUID.pattern}$"),
    Field(json_schema_extra={"format": "uuid"}),
]
IsoDate = Annotated[date, BeforeValidator(iso_date)]
Instant = Annotated[datetime, BeforeValidator(instant)]
Trimmed = kept_as(trimmed)
Line = kept_as(line)
Paragraphs = kept_as(paragraphs)
Title = Annotated[
    str, StringConstraints(min_length=1, max_length=200), Line, Field(json_schema_extra={"pattern": LINE})
]
Description = Annotated[
    str, StringConstraints(max_length=4000), Paragraphs, Field(json_schema_extra={"pattern": PARAGRAPHS})
]
Category = Annotated[
    str, StringConstraints(max_length=50), Line, Field(json_schema_extra={"pattern": LINE_OR_BLANK})
]
Label = Annotated[
    str,
    StringConstraints(min_length=1, max_length=50),
    Line,
    AfterValidator(without_comma),
    Field(json_schema_extra={"pattern": LINE_WITHOUT_COMMA}),
]
Labels = Annotated[
    Annotated[tuple[Label, ...], Field(max_length=20)] | None,
    AfterValidator(lambda labels: label_set(labels or ())),
]
Name = Annotated[
    str, StringConstraints(min_length=1, max_length=100), Line, Field(json_schema_extra={"pattern": LINE})
]
# RFC 5321 leaves an address 254 characters.
Email = Annotated[str, StringConstraints(min_length=3, max_length=254), Trimmed]


class TaskCreate(BaseModel):
    model_config = STRICT

    title: Title
    description: Description | None = None
    status: TaskStatus = TaskStatus.PENDING
    priority: TaskPriority = TaskPriority.MEDIUM
    category: Category | None = None
    labels: Labels = None
    due_date: IsoDate | None = None


def timestamp(moment: datetime) -> str:
    """Return a time in UTC as RFC 3339 writes it, with milliseconds."""
    return f"{moment.isoformat(timespec='milliseconds')[:-6]}Z"
