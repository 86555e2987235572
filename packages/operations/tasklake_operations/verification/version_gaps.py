"""Versions of an item's life that the lake has no change of."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime

from tasklake_operations.verification.entities import Entity
from tasklake_operations.verification.looks import Look


@dataclass(slots=True)
class Life:
    """What the lake has of an item from a creation to its end.

    Attributes:
        versions: Those whose changes are in the history or among the recent raw events.
        last: The newest version, be it of a change or of a state.
    """

    versions: set[int] = field(default_factory=set[int])
    last: int = 0


def lives(look: Look, entity: Entity) -> dict[datetime, Life]:
    """Return the lives of an item by their creation."""
    found: dict[datetime, Life] = {}
    for table in (entity.history.name, entity.events.name, entity.states.name):
        for row in look.rows(table):
            life = found.setdefault(row.created_at, Life())
            life.last = max(life.last, row.version)
            if table != entity.states.name:
                life.versions.add(row.version)
    return found


def version_gaps(versions: AbstractSet[int], last: int) -> tuple[range, ...]:
    """Return what `versions` lack of 1 to `last`, in runs."""
    missing: list[range] = []
    expected = 1
    for version in (*sorted(version for version in versions if version <= last), last + 1):
        if version > expected:
            missing.append(range(expected, version))
        expected = version + 1
    return tuple(missing)
