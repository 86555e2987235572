"""Users and tasks as the domain knows them, free of any wire or storage format."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final, NamedTuple, TypedDict, Unpack, get_origin, get_type_hints

import uuid_utils

from tasklake.text import trimmed

PERSONAL: Final = "personal"
"""Marks a field that may identify a person; such a field never reaches the analysts' lake, nor stays of a deleted task."""

ADMIN_GROUP: Final = "admins"
"""Group of the user pool whose members may reach every user's tasks."""

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND: Final = timedelta(milliseconds=1)
SECOND: Final = timedelta(seconds=1)

LAST_MILLISECOND: Final = 253_402_300_799_999
"""The end of the year 9999 in epoch milliseconds: no datetime lies behind it, and no SQL timestamp."""


class TaskStatus(StrEnum):
    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class TaskPriority(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    URGENT = "urgent"


class UserStatus(StrEnum):
    ACTIVE = "active"
    ERASING = "erasing"


class Revision(NamedTuple):
    """What tells one state of an item from all others, also across restores of the table.

    Attributes:
        generation: How often the table had been restored when the state was written: a restore takes versions back.
        version: 1 at creation and 1 more with every write.
    """

    generation: int
    version: int

    def __str__(self) -> str:
        return f"{self.generation}.{self.version}" if self.generation else f"{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task of one user; `id` is a UUIDv7, so ids sort by creation, and `labels` is None or a `label_set`."""

    id: str
    user_id: str
    title: Annotated[str, PERSONAL]
    description: Annotated[str | None, PERSONAL] = None
    status: TaskStatus = TaskStatus.PENDING
    priority: TaskPriority = TaskPriority.MEDIUM
    category: str | None = None
    labels: tuple[str, ...] | None = None
    due_date: date | None = None
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None = None
    version: int
    generation: int = 0
    request_id: str

    @property
    def revision(self) -> Revision:
        return Revision(self.generation, self.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A user's profile; `id` is the subject of the user's tokens."""

    id: str
    email: Annotated[str, PERSONAL]
    name: Annotated[str, PERSONAL]
    status: UserStatus
    created_at: datetime
    updated_at: datetime
    version: int
    generation: int = 0
    request_id: str

    @property
    def revision(self) -> Revision:
        return Revision(self.generation, self.version)


@dataclass(frozen=True, slots=True)
class VerifiedEmail:
    """A normalised address of which an ID token said, when it was issued, that it is the user's."""

    address: str
    issued_at: datetime

    def is_news_to(self, user: User) -> bool:
        """Whether a profile lacks the address; one that was written since must not go back to that of an older token."""
        return (
            user.status is UserStatus.ACTIVE
            and user.email != self.address
            and user.updated_at < self.issued_at
        )


class TaskDetails(TypedDict, total=False):
    """What a task may do without, and what a client may say of it at any time."""

    description: str | None
    status: TaskStatus
    priority: TaskPriority
    category: str | None
    labels: tuple[str, ...] | None
    due_date: date | None


class TaskChanges(TaskDetails, total=False):
    """The fields an update sets; None clears, an absent key keeps."""

    title: str


class UserChanges(TypedDict, total=False):
    """The fields an update sets; an absent key keeps."""

    email: str
    name: str


def personal_fields(model: type) -> tuple[str, ...]:
    """Return the fields that are marked as personal."""
    hints = get_type_hints(model, include_extras=True)
    return tuple(
        name
        for name, hint in hints.items()
        if get_origin(hint) is Annotated and PERSONAL in hint.__metadata__
    )


def utc_now() -> datetime:
    """Return the time in UTC, cut to the milliseconds that every stored time has."""
    return from_epoch_milliseconds(time.time_ns() // 1_000_000)


def epoch_milliseconds(moment: datetime) -> int:
    return (moment - EPOCH) // MILLISECOND


def epoch_seconds(moment: datetime) -> int:
    return (moment - EPOCH) // SECOND


def from_epoch_milliseconds(milliseconds: int) -> datetime:
    return EPOCH + timedelta(milliseconds=milliseconds)


def new_task_id() -> str:
    """Return a fresh UUIDv7 (RFC 9562) in its canonical text form."""
    return str(uuid_utils.uuid7())


def completion(status: TaskStatus | None, now: datetime) -> datetime | None:
    """Return when a task was completed that comes into a status now."""
    return now if status is TaskStatus.COMPLETED else None


def label_set(labels: Iterable[str]) -> tuple[str, ...] | None:
    """Return labels as a task keeps them: each once, in the order of their code points; None where there are none."""
    return tuple(sorted(set(labels))) or None


def create_task(
    *, user_id: str, title: str, now: datetime, request_id: str, **details: Unpack[TaskDetails]
) -> Task:
    """Return version 1 of a new task of `user_id`, not stored yet."""
    return Task(
        id=new_task_id(),
        user_id=user_id,
        title=title,
        **details,
        created_at=now,
        updated_at=now,
        completed_at=completion(details.get("status"), now),
        version=1,
        request_id=request_id,
    )


def create_user(*, user_id: str, email: str, name: str, now: datetime, request_id: str) -> User:
    """Return version 1 of a new active profile, not stored yet."""
    return User(
        id=user_id,
        email=normalize_email(email),
        name=name,
        status=UserStatus.ACTIVE,
        created_at=now,
        updated_at=now,
        version=1,
        request_id=request_id,
    )


def normalize_email(email: str) -> str:
    """Return the form in which two spellings of one address are equal."""
    return trimmed(email).lower()
