"""What becomes of a line, and of one that brings what is there already."""

from dataclasses import fields
from enum import StrEnum
from typing import Final, NamedTuple

from tasklake.errors import TasklakeError
from tasklake.models import Task, TaskChanges, User, UserChanges
from tasklake_operations.bulk.lines import SET_BY_THE_STACK

CHANGEABLE: Final = frozenset(TaskChanges.__annotations__) | frozenset(UserChanges.__annotations__)


class Verdict(StrEnum):
    IMPORTED = "imported"
    SKIPPED = "skipped"
    REFUSED = "refused"


class Outcome(NamedTuple):
    """What became of a line; one that is refused has a reason."""

    number: int
    verdict: Verdict
    reason: str = ""


def refused(number: int, reason: TasklakeError) -> Outcome:
    return Outcome(number, Verdict.REFUSED, str(reason))


def compared(number: int, entity: User | Task, stored: User | Task, *, is_kept: bool) -> Outcome:
    """Return what becomes of a line that brings what is there: the very same is no news.

    Args:
        number: The line's.
        entity: What it brings.
        stored: What is there.
        is_kept: Whether times and versions count, too.
    """
    differing = [
        each.name
        for each in fields(entity)
        if each.name not in SET_BY_THE_STACK
        and (is_kept or each.name in CHANGEABLE)
        and getattr(entity, each.name) != getattr(stored, each.name)
    ]
    if not differing:
        return Outcome(number, Verdict.SKIPPED)
    kind = "User" if isinstance(entity, User) else "Task"
    reason = f"{kind} {entity.id} is there with another {', '.join(differing)}, and stays as it is."
    return Outcome(number, Verdict.REFUSED, reason)
