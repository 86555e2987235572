"""Repositories in memory: the behaviour of the real ones in plain Python, and the oracle of their tests."""

from collections.abc import Callable
from datetime import date, datetime

from tasklake.errors import (
    EmailTakenError,
    TaskExistsError,
    TaskNotFoundError,
    UserExistsError,
    UserNotActiveError,
    UserNotFoundError,
    VersionMismatchError,
)
from tasklake.keys import NO_DUE_DATE
from tasklake.models import (
    Task,
    TaskChanges,
    User,
    UserChanges,
    UserStatus,
    change_task,
    change_user,
    epoch_milliseconds,
    normalize_email,
    utc_now,
)
from tasklake.repository import Page, TaskPosition, TaskQuery, UserPosition


class InMemoryUserRepository:
    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        self.users: dict[str, User] = {}
        self._clock = clock

    def add(self, user: User) -> None:
        if user.id in self.users:
            raise UserExistsError(user.id)
        if self.find_by_email(user.email):
            raise EmailTakenError
        self.users[user.id] = user

    def get(self, user_id: str) -> User:
        if user_id not in self.users:
            raise UserNotFoundError(user_id)
        return self.users[user_id]

    def find_by_email(self, email: str) -> User | None:
        normalized = normalize_email(email)
        return next((user for user in self.users.values() if user.email == normalized), None)

    def update(
        self,
        user_id: str,
        changes: UserChanges,
        *,
        request_id: str,
        expected_version: int | None = None,
    ) -> User:
        user = self.get_active(user_id)
        check_version(expected_version, user.version)
        if "email" in changes:
            changes = {**changes, "email": normalize_email(changes["email"])}
            owner = self.find_by_email(changes["email"])
            if owner and owner.id != user_id:
                raise EmailTakenError
        self.users[user_id] = change_user(user, changes, now=self._clock(), request_id=request_id)
        return self.users[user_id]

    def list_active(self, *, limit: int, after: UserPosition | None = None) -> Page[User, UserPosition]:
        def place(user: User) -> tuple[int, str]:
            return epoch_milliseconds(user.created_at), user.id

        start = (after.created_at_milliseconds, after.user_id) if after else None
        active = sorted((u for u in self.users.values() if u.status is UserStatus.ACTIVE), key=place)
        rest = [user for user in active if start is None or place(user) > start]
        last = rest[limit - 1] if len(rest) > limit else None
        return Page(
            tuple(rest[:limit]), UserPosition(last.id, epoch_milliseconds(last.created_at)) if last else None
        )

    def get_active(self, user_id: str) -> User:
        user = self.get(user_id)
        if user.status is not UserStatus.ACTIVE:
            raise UserNotActiveError(user_id)
        return user


class InMemoryTaskRepository:
    def __init__(self, users: InMemoryUserRepository, clock: Callable[[], datetime] = utc_now) -> None:
        self.tasks: dict[tuple[str, str], Task] = {}
        self._users = users
        self._clock = clock

    def add(self, task: Task) -> None:
        self._users.get_active(task.user_id)
        if (task.user_id, task.id) in self.tasks:
            raise TaskExistsError(task.id)
        self.tasks[task.user_id, task.id] = task

    def get(self, user_id: str, task_id: str) -> Task:
        if (user_id, task_id) not in self.tasks:
            raise TaskNotFoundError(task_id)
        return self.tasks[user_id, task_id]

    def update(
        self,
        user_id: str,
        task_id: str,
        changes: TaskChanges,
        *,
        request_id: str,
        expected_version: int | None = None,
    ) -> Task:
        task = self.get(user_id, task_id)
        check_version(expected_version, task.version)
        changed = change_task(task, changes, now=self._clock(), request_id=request_id)
        self.tasks[user_id, task_id] = changed
        return changed

    def remove(self, user_id: str, task_id: str, *, expected_version: int | None = None) -> None:
        check_version(expected_version, self.get(user_id, task_id).version)
        del self.tasks[user_id, task_id]

    def list_for_user(
        self, user_id: str, query: TaskQuery, *, limit: int, after: TaskPosition | None = None
    ) -> Page[Task, TaskPosition]:
        def place(due_date: date | None, task_id: str) -> tuple[str, str]:
            due = (due_date.isoformat() if due_date else NO_DUE_DATE) if query.sort.is_by_due_date else ""
            return due, task_id

        def is_behind(task: Task) -> bool:
            if after is None:
                return True
            here, start = place(task.due_date, task.id), place(after.due_date, after.task_id)
            return here < start if query.sort.is_descending else here > start

        found = [task for task in self.tasks.values() if task.user_id == user_id and matches(query, task)]
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


def check_version(expected: int | None, current: int) -> None:
    if expected is not None and expected != current:
        raise VersionMismatchError(expected, current)
