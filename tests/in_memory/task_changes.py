"""Pages of the changes of a user's tasks in plain Python."""

from collections.abc import Iterable
from datetime import datetime

from tasklake.deletion import Deletion
from tasklake.models import Task
from tasklake.repository import ChangePage, ChangePlace, ChangePosition
from tasklake.repository.changes import next_position


def list_changes(
    changes: Iterable[Task | Deletion],
    *,
    limit: int,
    after: ChangePosition | None,
    now: datetime,
    generation: int,
) -> ChangePage:
    ordered = sorted(changes, key=lambda change: order(place_of(change)))
    if after and after.walk:
        start = order(after.walk.place)
        rest = [change for change in ordered if order(place_of(change)) > start]
    else:
        rest = [change for change in ordered if not after or place_of(change).changed_at >= after.since]
    place = place_of(rest[limit - 1]) if len(rest) > limit else None
    position = next_position(after, now, generation, place)
    return ChangePage(tuple(rest[:limit]), position, has_more=place is not None)


def place_of(change: Task | Deletion) -> ChangePlace:
    if isinstance(change, Deletion):
        return ChangePlace(change.deleted_at, change.task_id, is_record=True)
    return ChangePlace(change.updated_at, change.id, is_record=False)


def order(place: ChangePlace) -> tuple[datetime, bool, str]:
    return place.changed_at, not place.is_record, place.task_id
