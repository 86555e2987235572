"""Pages of a user's tasks in plain Python: what a list holds and how it is sorted, without a table's ways."""

from collections.abc import Iterable
from datetime import date

from tasklake.keys import NO_DUE_DATE
from tasklake.models import Task
from tasklake.repository import Page, TaskPosition, TaskQuery


def list_tasks(
    tasks: Iterable[Task], query: TaskQuery, *, limit: int, after: TaskPosition | None
) -> Page[Task, TaskPosition]:
    def place(due_date: date | None, task_id: str) -> tuple[str, str]:
        due = (due_date.isoformat() if due_date else NO_DUE_DATE) if query.sort.is_by_due_date else ""
        return due, task_id

    def is_behind(task: Task) -> bool:
        if after is None:
            return True
        here, start = place(task.due_date, task.id), place(after.due_date, after.task_id)
        return here < start if query.sort.is_descending else here > start

    found = [task for task in tasks if matches(query, task)]
    found.sort(key=lambda task: place(task.due_date, task.id), reverse=query.sort.is_descending)
    rest = [task for task in found if is_behind(task)]
    last = rest[limit - 1] if len(rest) > limit else None
    return Page(tuple(rest[:limit]), TaskPosition(last.id, last.due_date) if last else None)


def matches(query: TaskQuery, task: Task) -> bool:
    return (
        query.status in (None, task.status)
        and query.priority in (None, task.priority)
        and query.category in (None, task.category)
        and (query.due_after is None or (task.due_date is not None and task.due_date >= query.due_after))
        and (query.due_before is None or (task.due_date is not None and task.due_date <= query.due_before))
    )
