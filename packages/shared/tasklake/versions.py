"""What makes the next version of a task or profile: said once, applied in memory or turned into an update of the table."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from tasklake.models import Task, TaskChanges, User, UserChanges, UserStatus, completion, personal_fields


@dataclass(frozen=True, slots=True)
class Increase:
    """What a field gets that counts: so much more than it has."""

    by: int


@dataclass(frozen=True, slots=True)
class IfEmpty:
    """What a field gets that keeps the value it has."""

    value: object


PERSONAL_TASK_FIELDS: Final = personal_fields(Task)

type Effects = Mapping[str, object]
"""By field, what it gets: a value, None for none, an `Increase` or an `IfEmpty`; the other fields stay."""


def next_version(now: datetime) -> Effects:
    """Return what every write does, whatever else it changes; one that a request asks for also sets `request_id`."""
    return {"version": Increase(1), "updated_at": now}


def task_effects(changes: TaskChanges, *, now: datetime, request_id: str) -> Effects:
    """Return what changes of a task bring about; `completed_at` follows the status."""
    effects = {**changes, **next_version(now), "request_id": request_id}
    if "status" in changes:
        completed_at = completion(changes["status"], now)
        effects["completed_at"] = completed_at and IfEmpty(completed_at)
    return effects


def user_effects(changes: UserChanges, *, now: datetime, request_id: str) -> Effects:
    return {**changes, **next_version(now), "request_id": request_id}


def deletion_effects(*, now: datetime, request_id: str) -> Effects:
    """Return what turns a task into a tombstone, but for what makes it one."""
    return {**dict.fromkeys(PERSONAL_TASK_FIELDS), **next_version(now), "request_id": request_id}


def erasing_effects(*, now: datetime, request_id: str) -> Effects:
    return {"status": UserStatus.ERASING, **next_version(now), "request_id": request_id}


def change_task(task: Task, changes: TaskChanges, *, now: datetime, request_id: str) -> Task:
    """Return the next version of a task."""
    return apply(task, task_effects(changes, now=now, request_id=request_id))


def change_user(user: User, changes: UserChanges, *, now: datetime, request_id: str) -> User:
    """Return the next version of a profile."""
    return apply(user, user_effects(changes, now=now, request_id=request_id))


def mark_erasing(user: User, *, now: datetime, request_id: str) -> User:
    """Return the next version of a profile, marked as being erased."""
    return apply(user, erasing_effects(now=now, request_id=request_id))


def apply[Entity: (Task, User)](entity: Entity, effects: Effects) -> Entity:
    """Return an entity after the effects."""

    def after(name: str, effect: object) -> object:
        match effect:
            case Increase(by):
                return getattr(entity, name) + by
            case IfEmpty(value):
                before = getattr(entity, name)
                return value if before is None else before
            case value:
                return value

    return replace(entity, **{name: after(name, effect) for name, effect in effects.items()})
