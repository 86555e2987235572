"""Pages of a user's tasks in plain Python: what a list holds and how it is sorted, without a table's ways."""

from collections.abc import Iterable

from tasklake.models import Task
from tasklake.repository import Page, TaskPosition, TaskQuery


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


def matches(query: TaskQuery, task: Task) -> bool:
    return (
        query.status in (None, task.status)
        and query.priority in (None, task.priority)
        and query.category in (None, task.category)
        and (query.due_after is None or (task.due_date is not None and task.due_date >= query.due_after))
        and (query.due_before is None or (task.due_date is not None and task.due_date <= query.due_before))
    )
