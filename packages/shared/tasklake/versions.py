"""What makes the next version of a task or profile: said once, applied in memory or turned into an update of the table."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypedDict, Unpack

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


class Writing(TypedDict):
    """What a write stamps on what it writes.

    Attributes:
        now: When it is made.
        generation: How often the table has been restored.
        request_id: The request that asked for it.
    """

    now: datetime
    generation: int
    request_id: str


def next_version(now: datetime, generation: int) -> Effects:
    """Return what every write does, whatever else it changes; one that a request asks for also sets `request_id`."""
    return {"version": Increase(1), "generation": generation, "updated_at": now}


def requested_version(writing: Writing) -> Effects:
    return {**next_version(writing["now"], writing["generation"]), "request_id": writing["request_id"]}


def task_effects(changes: TaskChanges, **writing: Unpack[Writing]) -> Effects:
    """Return what changes of a task bring about; `completed_at` follows the status."""
    effects = {**changes, **requested_version(writing)}
    if "status" in changes:
        completed_at = completion(changes["status"], writing["now"])
        effects["completed_at"] = completed_at and IfEmpty(completed_at)
    return effects


def user_effects(changes: UserChanges, **writing: Unpack[Writing]) -> Effects:
    return {**changes, **requested_version(writing)}


def deletion_effects(**writing: Unpack[Writing]) -> Effects:
    """Return what turns a task into a tombstone, but for what makes it one."""
    return {**dict.fromkeys(PERSONAL_TASK_FIELDS), **requested_version(writing)}


def erasing_effects(**writing: Unpack[Writing]) -> Effects:
    return {"status": UserStatus.ERASING, **requested_version(writing)}


def change_task(task: Task, changes: TaskChanges, **writing: Unpack[Writing]) -> Task:
    """Return the next version of a task."""
    return apply(task, task_effects(changes, **writing))


def change_user(user: User, changes: UserChanges, **writing: Unpack[Writing]) -> User:
    """Return the next version of a profile."""
    return apply(user, user_effects(changes, **writing))


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
