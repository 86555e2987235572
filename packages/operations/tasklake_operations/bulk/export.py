"""The users of a table and their tasks, as lines: each user ahead of the tasks."""

from collections.abc import Iterator
from typing import Final

from tasklake.errors import UserErasedError
from tasklake.models import Task, User
from tasklake.repository import TaskPosition, TaskQuery, TaskRepository, UserPosition, UserRepository
from tasklake_operations.bulk.lines import line_of

PAGE: Final = 500
"""Users or tasks that are held at once."""


def exported(users: UserRepository, tasks: TaskRepository) -> Iterator[bytes]:
    """Yield lines, some at a time: the active users in creation order, each with the tasks by id.

    Who is being erased is left out. What is written meanwhile may be in it or not.
    """
    for user in active(users):
        yield line_of(user)
        for page in pages(tasks, user.id):
            yield b"".join(map(line_of, page))


def active(users: UserRepository) -> Iterator[User]:
    after: UserPosition | None = None
    while True:
        page = users.list_active(limit=PAGE, after=after)
        yield from page.items
        if page.next is None:
            return
        after = page.next


def pages(tasks: TaskRepository, user_id: str) -> Iterator[tuple[Task, ...]]:
    after: TaskPosition | None = None
    while True:
        try:
            page = tasks.list_for_user(user_id, TaskQuery(), limit=PAGE, after=after)
        except UserErasedError:  # since the page of users was read
            return
        yield page.items
        if page.next is None:
            return
        after = page.next
