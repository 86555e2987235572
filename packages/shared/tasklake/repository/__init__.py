"""What the API asks of a store of users and tasks; one behaviour suite holds every implementation to it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from tasklake.models import Task, TaskChanges, TaskPriority, TaskStatus, User, UserChanges


class TaskSort(StrEnum):
    """Orders of a task list; tasks without a due date sort after all dates."""

    CREATED = "created"
    CREATED_DESCENDING = "-created"
    DUE = "due"
    DUE_DESCENDING = "-due"

    @property
    def is_descending(self) -> bool:
        return self.value.startswith("-")

    @property
    def is_by_due_date(self) -> bool:
        return self in (TaskSort.DUE, TaskSort.DUE_DESCENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskQuery:
    """Which of a user's tasks, in which order; due bounds are inclusive and leave out tasks without a due date."""

    status: TaskStatus | None = None
    priority: TaskPriority | None = None
    category: str | None = None
    due_after: date | None = None
    due_before: date | None = None
    sort: TaskSort = TaskSort.CREATED


@dataclass(frozen=True, slots=True)
class TaskPosition:
    """The place of a task in a list of its user's tasks; it names no partition."""

    task_id: str
    due_date: date | None


@dataclass(frozen=True, slots=True)
class UserPosition:
    """The place of a profile in the list of profiles."""

    user_id: str
    created_at_milliseconds: int


@dataclass(frozen=True, slots=True)
class Page[Entity, Position]:
    """Some of a list, and the position to go on after; None means that the list ends here."""

    items: tuple[Entity, ...]
    next: Position | None


class TaskRepository(Protocol):
    def add(self, task: Task) -> None:
        """Store a new task of an active user.

        Raises:
            TaskExistsError: The user has a task with this id.
            UserNotFoundError: The user has no profile.
            UserNotActiveError: The user is being erased.
            WriteConflictError: Concurrent writes to the profile outlasted the retries.
        """
        ...

    def get(self, user_id: str, task_id: str) -> Task:
        """Return a task as last written.

        Raises:
            TaskNotFoundError: The user has no such task.
        """
        ...

    def update(
        self,
        user_id: str,
        task_id: str,
        changes: TaskChanges,
        *,
        request_id: str,
        expected_version: int | None = None,
    ) -> Task:
        """Apply changes, add 1 to the version and return the task as stored.

        Raises:
            TaskNotFoundError: The user has no such task.
            VersionMismatchError: `expected_version` is given and is not the stored version.
        """
        ...

    def remove(self, user_id: str, task_id: str, *, expected_version: int | None = None) -> None:
        """Delete a task for good.

        Raises:
            TaskNotFoundError: The user has no such task.
            VersionMismatchError: `expected_version` is given and is not the stored version.
        """
        ...

    def list_for_user(
        self, user_id: str, query: TaskQuery, *, limit: int, after: TaskPosition | None = None
    ) -> Page[Task, TaskPosition]:
        """Return a page of a user's tasks; one with filters may be short although the list goes on.

        Args:
            user_id: Whose tasks.
            query: Which of them, in which order.
            limit: Tasks on the page at the most, 1 or more.
            after: Where an earlier page of the same query ended; in particular, no due date outside its bounds.
        """
        ...


class UserRepository(Protocol):
    def add(self, user: User) -> None:
        """Store a new profile and claim its e-mail address.

        Raises:
            UserExistsError: The user has a profile.
            EmailTakenError: The address is another user's.
            WriteConflictError: Concurrent writes to the same items outlasted the retries.
        """
        ...

    def get(self, user_id: str) -> User:
        """Return a profile as last written.

        Raises:
            UserNotFoundError: The user has no profile.
        """
        ...

    def find_by_email(self, email: str) -> User | None:
        """Return the profile that claims an address, compared in normalised form."""
        ...

    def update(
        self,
        user_id: str,
        changes: UserChanges,
        *,
        request_id: str,
        expected_version: int | None = None,
    ) -> User:
        """Apply changes to an active profile, add 1 to the version, move the e-mail claim, return the profile as stored.

        Raises:
            UserNotFoundError: The user has no profile.
            UserNotActiveError: The user is being erased.
            EmailTakenError: The new address is another user's.
            VersionMismatchError: `expected_version` is given and is not the stored version.
            WriteConflictError: Concurrent writes to the same items outlasted the retries.
        """
        ...

    def list_active(self, *, limit: int, after: UserPosition | None = None) -> Page[User, UserPosition]:
        """Return a page of the active profiles in creation order."""
        ...
