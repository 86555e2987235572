"""Tasks on the wire: what a client may send, and what it gets."""

from dataclasses import fields
from typing import Annotated, Final, TypedDict

from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter, WithJsonSchema

from tasklake.deletion import Deletion
from tasklake.field_forms import (
    STRICT,
    Category,
    Description,
    Instant,
    IsoDate,
    Label,
    Labels,
    TaskCreate,
    Title,
    timestamp,
)
from tasklake.models import Task, TaskPriority, TaskStatus
from tasklake.repository import TaskQuery, TaskSort
from tasklake.text import LINE
from tasklake_api.wire import (
    CONVERTED,
    Cursor,
    DateText,
    Id,
    Limit,
    Separated,
    Timestamp,
    Version,
    words,
)

Statuses = Annotated[frozenset[Annotated[TaskStatus, CONVERTED]], CONVERTED, Separated]
Priorities = Annotated[frozenset[Annotated[TaskPriority, CONVERTED]], CONVERTED, Separated]
LabelChoice = Annotated[frozenset[Label], Field(max_length=20), CONVERTED, Separated]
Words = Annotated[
    frozenset[str],
    CONVERTED,
    BeforeValidator(words),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 100, "pattern": LINE}),
]


class TaskPatch(TypedDict, total=False):
    """A JSON merge patch (RFC 7396): an absent member keeps, null clears where the field may be empty."""

    __pydantic_config__ = STRICT  # pyright: ignore[reportGeneralTypeIssues]  # how pydantic configures a TypedDict

    title: Title
    description: Description | None
    status: TaskStatus
    priority: TaskPriority
    category: Category | None
    labels: Labels
    due_date: IsoDate | None


class TaskListParameters(BaseModel):
    model_config = STRICT

    status: Statuses | None = None
    priority: Priorities | None = None
    category: Category | None = None
    labels: LabelChoice | None = None
    due_after: IsoDate | None = None
    due_before: IsoDate | None = None
    completed_after: Instant | None = None
    completed_before: Instant | None = None
    updated_after: Instant | None = None
    q: Words | None = None
    sort: TaskSort = TaskSort.CREATED
    limit: Limit = 25
    cursor: Cursor | None = None

    @property
    def query(self) -> TaskQuery:
        return TaskQuery(**{field.name: getattr(self, field.name) for field in fields(TaskQuery)})


SEVERAL: Final = ("status", "priority", "labels")
"""The parameters that take several values."""


class TaskRepresentation(TypedDict):
    id: Id
    user_id: Id
    title: str
    description: str | None
    status: TaskStatus
    priority: TaskPriority
    category: str | None
    labels: list[str]
    due_date: DateText | None
    created_at: Timestamp
    updated_at: Timestamp
    completed_at: Timestamp | None
    version: Version


class ChangeListParameters(BaseModel):
    model_config = STRICT

    limit: Limit = 25
    cursor: Cursor | None = None


class TaskChangeRepresentation(TypedDict):
    id: Id
    version: Version
    deleted_at: Timestamp | None
    task: TaskRepresentation | None


TASK_CREATE: Final = TypeAdapter(TaskCreate)
TASK_PATCH: Final = TypeAdapter(TaskPatch)


def task_representation(task: Task) -> TaskRepresentation:
    """Return a task as clients see it, by hand: a model for each item of a page would cost more than the page."""
    return {
        "id": task.id,
        "user_id": task.user_id,
        "title": task.title,
        "description": task.description,
        "status": task.status,
        "priority": task.priority,
        "category": task.category,
        "labels": [*(task.labels or ())],
        "due_date": task.due_date.isoformat() if task.due_date else None,
        "created_at": timestamp(task.created_at),
        "updated_at": timestamp(task.updated_at),
        "completed_at": timestamp(task.completed_at) if task.completed_at else None,
        "version": task.version,
    }


def change_representation(change: Task | Deletion) -> TaskChangeRepresentation:
    if isinstance(change, Deletion):
        return {
            "id": change.task_id,
            "version": change.version,
            "deleted_at": timestamp(change.deleted_at),
            "task": None,
        }
    return {
        "id": change.id,
        "version": change.version,
        "deleted_at": None,
        "task": task_representation(change),
    }
