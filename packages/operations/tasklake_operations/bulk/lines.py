"""A line of a file of users and tasks: what it may hold, and what it stands for.

Its members have the names of the API's representations, and the values are held to the API's forms.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Annotated, Any, Final, Literal, NamedTuple, Self

from pydantic import BaseModel, Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import PydanticCustomError, to_json

from tasklake.field_forms import STRICT, Email, Instant, Name, TaskCreate, Uuid, timestamp
from tasklake.models import (
    EPOCH,
    Task,
    TaskStatus,
    User,
    UserStatus,
    create_task,
    create_user,
)

SET_BY_THE_STACK: Final = frozenset({"generation", "request_id"})
"""What neither the API shows nor a file holds."""

StoredInstant = Annotated[Instant, Field(ge=EPOCH)]
Version = Annotated[int, Field(ge=1, lt=10**18)]


class KeptForm(BaseModel):
    """What only an import that keeps it takes from the file."""

    model_config = STRICT

    created_at: StoredInstant | None = None
    updated_at: StoredInstant | None = None
    version: Version | None = None

    def kept(self) -> dict[str, Any]:
        """Return times and version.

        Raises:
            LineError: One is missing, or a time lies before an earlier one.
        """
        if not (self.created_at and self.updated_at and self.version):
            raise LineError("--keep needs created_at, updated_at and version")
        if self.updated_at < self.created_at:
            raise LineError("updated_at lies before created_at")
        return {"created_at": self.created_at, "updated_at": self.updated_at, "version": self.version}


class UserForm(KeptForm):
    id: Uuid
    email: Annotated[Email, Field(pattern="^.+@.+$")]
    name: Name
    status: Literal[UserStatus.ACTIVE] = UserStatus.ACTIVE


class TaskForm(TaskCreate, KeptForm):
    id: Uuid
    user_id: Uuid
    completed_at: StoredInstant | None = None


class Line(BaseModel):
    model_config = STRICT

    user: UserForm | None = None
    task: TaskForm | None = None

    @model_validator(mode="after")
    def is_one(self) -> Self:
        if (self.user is None) == (self.task is None):
            raise PydanticCustomError("line", "Input should have one member, user or task")
        return self


LINE: Final = TypeAdapter(Line)


class LineError(Exception):
    """A line cannot be taken; the message says why."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What an import stamps on what it brings.

    Attributes:
        now: The time of what does not keep its own.
        generation: How often the table has been restored.
        request_id: Stands for a request.
        is_kept: Whether times and versions are those of the file.
    """

    now: datetime
    generation: int
    request_id: str
    is_kept: bool


class Entry[Entity: (User, Task)](NamedTuple):
    number: int
    entity: Entity


class Refused(NamedTuple):
    number: int
    reason: str


def entries(lines: Iterable[bytes], writing: Writing) -> Iterator[Entry[User] | Entry[Task] | Refused]:
    """Yield what the lines stand for, those that are blank left out; numbers begin with 1."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            form = parsed(line)
            if form.user:
                yield Entry(number, user_of(form.user, writing))
            elif form.task:
                yield Entry(number, task_of(form.task, writing))
        except LineError as error:
            yield Refused(number, str(error))


def parsed(line: bytes) -> Line:
    """Read a line.

    Raises:
        LineError: It is no JSON, or not of the form.
    """
    try:
        return LINE.validate_json(line)
    except ValidationError as invalid:
        details = invalid.errors(include_url=False, include_context=False, include_input=False)
    if details[0]["type"] == "json_invalid":
        is_cut = not line.endswith(b"\n")
        raise LineError("The file ends in the middle of a line" if is_cut else details[0]["msg"])
    raise LineError("; ".join(told(detail["loc"], detail["msg"]) for detail in details))


def told(location: Iterable[str | int], message: str) -> str:
    place = ".".join(map(str, location))
    return f"{place}: {message}" if place else message


def user_of(form: UserForm, writing: Writing) -> User:
    user = create_user(
        user_id=form.id, email=form.email, name=form.name, now=writing.now, request_id=writing.request_id
    )
    user = replace(user, generation=writing.generation)
    return replace(user, **form.kept()) if writing.is_kept else user


def task_of(form: TaskForm, writing: Writing) -> Task:
    details = {name: getattr(form, name) for name in TaskCreate.model_fields}
    task = create_task(user_id=form.user_id, now=writing.now, request_id=writing.request_id, **details)
    task = replace(task, id=form.id, generation=writing.generation)
    if not writing.is_kept:
        return task
    if (form.completed_at is None) == (form.status is TaskStatus.COMPLETED):
        raise LineError("--keep needs completed_at where the task is completed, and nowhere else")
    return replace(task, **form.kept(), completed_at=form.completed_at)


def line_of(entity: User | Task) -> bytes:
    """Return the line that stands for a user or a task."""
    shown = {
        field.name: value_of(getattr(entity, field.name))
        for field in fields(entity)
        if field.name not in SET_BY_THE_STACK
    }
    return to_json({"user" if isinstance(entity, User) else "task": shown}) + b"\n"


def value_of(value: object) -> object:
    return timestamp(value) if isinstance(value, datetime) else value
