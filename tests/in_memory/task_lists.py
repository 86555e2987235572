"""Pages of a user's tasks in plain Python: what a list holds and how it is sorted, without a table's ways."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby

from tasklake.models import Task
from tasklake.repository import Page, TaskPosition, TaskQuery
from tasklake.repository.lists import BY_UPDATE


def list_tasks(
    tasks: Iterable[Task], query: TaskQuery, *, limit: int, after: TaskPosition | None
) -> Page[Task, TaskPosition]:
    def place(position: TaskPosition) -> tuple[str, str]:
        return position.place, position.task_id

    def is_behind(position: TaskPosition) -> bool:
        if after is None:
            return True
        here, start = place(position), place(after)
        return here < start if query.sort.is_descending else here > start

    found = [(query.sort.position_of(task), task) for task in tasks if matches(query, task)]
    found.sort(key=lambda pair: place(pair[0]), reverse=query.sort.is_descending)
    rest = [(position, task) for position, task in found if is_behind(position)]
    page = tuple(task for _, task in rest[:limit])
    return Page(page, rest[limit - 1][0] if len(rest) > limit else None)


def in_places(tasks: Iterable[Task], query: TaskQuery) -> list[list[Task]]:
    """Return listed tasks without the order of those in one place, where that is the store's own."""

    def place(task: Task) -> str:
        return query.sort.position_of(task).place if query.sort.order is BY_UPDATE else task.id

    return [sorted(tied, key=lambda task: task.id) for _, tied in groupby(tasks, key=place)]


def matches(query: TaskQuery, task: Task) -> bool:
    return (
        (query.status is None or task.status in query.status)
        and (query.priority is None or task.priority in query.priority)
        and query.category in (None, task.category or "")
        and (query.labels is None or query.labels <= {*(task.labels or ())})
        and query.finds(task)
        and is_between(query.due_after, task.due_date, query.due_before)
        and is_between(query.completed_after, task.completed_at, query.completed_before)
        and is_between(query.updated_after, task.updated_at, None)
    )


def is_between[Time: (date, datetime)](after: Time | None, time: Time | None, before: Time | None) -> bool:
    if time is None:
        return after is None and before is None
    return (after is None or after <= time) and (before is None or time <= before)
