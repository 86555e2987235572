"""What the API asks of a store of users and tasks; one behaviour suite holds every implementation to it."""

from collections.abc import Sequence
from typing import Protocol

from tasklake.batches import BatchAnswer, Operation
from tasklake.deletion import Deletion
from tasklake.idempotency import IdempotencyKey, IdempotencyRecord
from tasklake.models import Revision, Task, TaskChanges, User, UserChanges, VerifiedEmail
from tasklake.repository.changes import ChangePage, ChangePlace, ChangePosition, Walk
from tasklake.repository.lists import Page, TaskPosition, TaskQuery, TaskSort, UserPosition

__all__ = (
    "ChangePage",
    "ChangePlace",
    "ChangePosition",
    "Page",
    "Stored",
    "TaskPosition",
    "TaskQuery",
    "TaskRepository",
    "TaskSort",
    "UserPosition",
    "UserRepository",
    "Walk",
)

type Stored = User | Task | IdempotencyRecord | Deletion
"""All that is stored of a user, whatever it is."""


class TaskRepository(Protocol):
    def add(self, task: Task, *, key: IdempotencyKey | None = None) -> Task:
        """Store a new task of an active user, once for each key; the very same task again is no news.

        Args:
            task: Version 1 of the task.
            key: The client's key, if the request may be repeated.

        Returns:
            The task as added: `task`, or what the first request with the key has added in the last 24 hours.

        Raises:
            TaskExistsError: The user has another task with this id.
            IdempotencyKeyReusedError: The first request with the key asked for something else.
            UserNotFoundError: The user has no profile.
            UserErasedError: The user was erased.
            UserNotActiveError: The user is being erased.
            WriteConflictError: Concurrent writes to the profile outlasted the retries.
        """
        ...

    def get(self, user_id: str, task_id: str) -> Task:
        """Return a task as last written.

        Raises:
            TaskNotFoundError: The user has no such task.
            UserErasedError: The user was erased, and the tasks with it.
        """
        ...

    def update(
        self,
        user_id: str,
        task_id: str,
        changes: TaskChanges,
        *,
        request_id: str,
        expected: Revision | None = None,
    ) -> Task:
        """Apply changes, add 1 to the version and return the task as stored.

        A request that is sent again after a lost answer, and expects a version, gets the one that it has made.

        Raises:
            TaskNotFoundError: The user has no such task.
            UserErasedError: The user was erased, and the tasks with it.
            VersionMismatchError: `expected` is given and is not the stored revision.
            WriteConflictError: Batches with the same task outlasted the retries.
        """
        ...

    def remove(
        self, user_id: str, task_id: str, *, request_id: str, expected: Revision | None = None
    ) -> None:
        """Delete a task for good; one that was deleted in the last 30 days, at the version expected, is no news.

        Raises:
            TaskNotFoundError: The user has no such task, and had none of the version expected.
            UserErasedError: The user was erased, and the tasks with it.
            VersionMismatchError: `expected` is given and is not the stored revision.
            WriteConflictError: Batches with the same task outlasted the retries.
        """
        ...

    def apply(
        self,
        user_id: str,
        operations: Sequence[Operation],
        *,
        request_id: str,
        key: IdempotencyKey | None = None,
    ) -> BatchAnswer:
        """Carry out operations on tasks of an active user, all or none; each does what it does alone.

        Args:
            user_id: Whose tasks.
            operations: 1 to 25, each on another task.
            request_id: The request, of every version that comes of it.
            key: The client's key, if the request may be repeated.

        Raises:
            OperationRefusedError: A task is missing, or not at the version expected.
            IdempotencyKeyReusedError: The first request with the key asked for something else.
            UserNotFoundError: The user has no profile.
            UserErasedError: The user was erased.
            UserNotActiveError: The user is being erased.
            WriteConflictError: Concurrent writes to the same items outlasted the retries.
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

        Raises:
            UserErasedError: There is nothing to list, because the user was erased.
        """
        ...

    def list_changes(self, user_id: str, *, limit: int, after: ChangePosition | None = None) -> ChangePage:
        """Return a page of what changed of a user's tasks, deletes included, in the order of the times.

        Whoever follows the positions holds what is stored a little later: changes may come twice, and none is missed.

        Args:
            user_id: Whose tasks.
            limit: Changes on the page at the most, 1 or more.
            after: Where an earlier page ended; without it, the page begins with the whole state.

        Raises:
            ChangesLostError: The position is too old, or of before a restore of the table.
            UserErasedError: There is nothing to list, because the user was erased.
        """
        ...

    def export(self, user_id: str, *, limit: int, after: str | None = None) -> Page[Stored, str]:
        """Return a page of all that is stored of a user, as last written; it may be short although there is more.

        Args:
            user_id: Whose.
            limit: Items on the page at the most, 1 or more.
            after: Where an earlier page ended.

        Raises:
            UserNotFoundError: Nothing is stored of the user.
            UserErasedError: Nothing is stored of the user any more.
        """
        ...


class UserRepository(Protocol):
    def add(self, user: User) -> User:
        """Store a new profile and claim its e-mail address.

        Raises:
            UserExistsError: The user has a profile.
            UserNotActiveError: The user has a profile and is being erased.
            UserErasedError: The user was erased.
            EmailTakenError: The address is another user's.
            WriteConflictError: Concurrent writes to the same items outlasted the retries.
        """
        ...

    def get(self, user_id: str) -> User:
        """Return a profile as last written.

        Raises:
            UserNotFoundError: The user has no profile.
            UserErasedError: The user was erased.
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
        expected: Revision | None = None,
        verified: VerifiedEmail | None = None,
    ) -> User:
        """Apply changes to an active profile, add 1 to the version, move the e-mail claim, return the profile as stored.

        Where the changes name no address, one that is verified and news to the profile comes with them, unless it is
        another user's.

        A request that is sent again after a lost answer, and expects a version, gets the one that it has made.

        Raises:
            UserNotFoundError: The user has no profile.
            UserErasedError: The user was erased.
            UserNotActiveError: The user is being erased.
            EmailTakenError: The new address is another user's.
            VersionMismatchError: `expected` is given and is not the stored revision.
            WriteConflictError: Concurrent writes to the same items outlasted the retries.
        """
        ...

    def begin_erasure(self, user_id: str, *, request_id: str, expected: Revision | None = None) -> User:
        """Mark an active profile as being erased, add 1 to the version, return the profile as stored.

        From then on nothing more comes into the user's possession. A profile that is marked already is returned as it
        is, whatever version is expected: what was asked for has happened (RFC 9110, section 13.1.1).

        Raises:
            UserNotFoundError: The user has no profile.
            UserErasedError: The user was erased.
            VersionMismatchError: `expected` is given and is not the stored revision.
            WriteConflictError: Concurrent writes to the profile outlasted the retries.
        """
        ...

    def list_active(self, *, limit: int, after: UserPosition | None = None) -> Page[User, UserPosition]:
        """Return a page of the active profiles in creation order."""
        ...
