"""Repositories in memory: the behaviour of the real ones in plain Python, and the oracle of their tests."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from tasklake.batches import (
    BatchAnswer,
    Change,
    Creation,
    Operation,
    OperationRefusedError,
    Outcome,
    Removal,
)
from tasklake.deletion import Deletion
from tasklake.erasure import ErasedUser
from tasklake.errors import (
    EmailTakenError,
    TaskExistsError,
    TasklakeError,
    TaskNotFoundError,
    UserErasedError,
    UserExistsError,
    UserNotActiveError,
    UserNotFoundError,
    VersionMismatchError,
)
from tasklake.idempotency import IdempotencyKey, IdempotencyRecord
from tasklake.models import (
    Revision,
    Task,
    TaskChanges,
    User,
    UserChanges,
    UserStatus,
    VerifiedEmail,
    epoch_milliseconds,
    normalize_email,
    utc_now,
)
from tasklake.repository import (
    ChangePage,
    ChangePosition,
    Page,
    Stored,
    TaskPosition,
    TaskQuery,
    UserPosition,
)
from tasklake.versions import Writing, apply, change_task, change_user, erasing_effects
from tests.in_memory.task_changes import list_changes
from tests.in_memory.task_lists import list_tasks


class InMemoryUserRepository:
    def __init__(self, clock: Callable[[], datetime] = utc_now, generation: int = 0) -> None:
        self.users: dict[str, User] = {}
        self.erased: dict[str, ErasedUser] = {}
        self._clock = clock
        self._generation = generation

    def add(self, user: User) -> User:
        if user.id in self.users:
            self.get_active(user.id)
            raise UserExistsError(user.id)
        if self.is_erased(user.id):
            raise UserErasedError(user.id)
        if self.find_by_email(user.email):
            raise EmailTakenError
        self.users[user.id] = replace(user, generation=self._generation)
        return self.users[user.id]

    def get(self, user_id: str) -> User:
        if user_id not in self.users:
            raise (UserErasedError if self.is_erased(user_id) else UserNotFoundError)(user_id)
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
        expected: Revision | None = None,
        verified: VerifiedEmail | None = None,
    ) -> User:
        user = self.get_active(user_id)
        if is_done_already(user, expected, request_id):
            return user
        check_revision(expected, user.revision)
        if verified and verified.is_news_to(user) and not self.find_by_email(verified.address):
            changes = {"email": verified.address, **changes}
        if "email" in changes:
            changes = {**changes, "email": normalize_email(changes["email"])}
            owner = self.find_by_email(changes["email"])
            if owner and owner.id != user_id:
                raise EmailTakenError
        self.users[user_id] = change_user(user, changes, **self._writing(request_id))
        return self.users[user_id]

    def begin_erasure(self, user_id: str, *, request_id: str, expected: Revision | None = None) -> User:
        user = self.get(user_id)
        if user.status is UserStatus.ACTIVE:
            check_revision(expected, user.revision)
            self.users[user_id] = apply(user, erasing_effects(**self._writing(request_id)))
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

    def _writing(self, request_id: str) -> Writing:
        return Writing(now=self._clock(), generation=self._generation, request_id=request_id)

    def get_active(self, user_id: str) -> User:
        user = self.get(user_id)
        if user.status is not UserStatus.ACTIVE:
            raise UserNotActiveError(user_id)
        return user

    def is_erased(self, user_id: str) -> bool:
        return user_id in self.erased and not self.erased[user_id].is_expired(self._clock())


class InMemoryTaskRepository:
    def __init__(
        self, users: InMemoryUserRepository, clock: Callable[[], datetime] = utc_now, generation: int = 0
    ) -> None:
        self.tasks: dict[tuple[str, str], Task] = {}
        self.records: dict[tuple[str, str], IdempotencyRecord] = {}
        self.deletions: dict[tuple[str, str], Deletion] = {}
        self._users = users
        self._clock = clock
        self._generation = generation

    def add(self, task: Task, *, key: IdempotencyKey | None = None) -> Task:
        task = replace(task, generation=self._generation)
        self._users.get_active(task.user_id)
        if key:
            record = self.records.get((task.user_id, key.text))
            if record and not record.is_expired(self._clock()):
                return record.first_task(task, key)
        if self.tasks.get((task.user_id, task.id), task) != task:
            raise TaskExistsError(task.id)
        if key:
            self.records[task.user_id, key.text] = IdempotencyRecord.of(task, key)
        self.tasks[task.user_id, task.id] = task
        return task

    def get(self, user_id: str, task_id: str) -> Task:
        if (user_id, task_id) not in self.tasks:
            raise UserErasedError(user_id) if self._users.is_erased(user_id) else TaskNotFoundError(task_id)
        return self.tasks[user_id, task_id]

    def update(
        self,
        user_id: str,
        task_id: str,
        changes: TaskChanges,
        *,
        request_id: str,
        expected: Revision | None = None,
    ) -> Task:
        task = self.get(user_id, task_id)
        if is_done_already(task, expected, request_id):
            return task
        check_revision(expected, task.revision)
        changed = change_task(task, changes, **self._writing(request_id))
        self.tasks[user_id, task_id] = changed
        return changed

    def remove(
        self, user_id: str, task_id: str, *, request_id: str, expected: Revision | None = None
    ) -> None:
        place = user_id, task_id
        deletion = self.deletions.get(place)
        if place not in self.tasks and deletion and deletion.answers(expected, self._clock()):
            return
        task = self.get(user_id, task_id)
        check_revision(expected, task.revision)
        del self.tasks[place]
        self.deletions[place] = Deletion(
            user_id=user_id,
            task_id=task_id,
            created_at=task.created_at,
            deleted_at=self._clock(),
            version=task.version + 1,
            request_id=request_id,
        )

    def apply(
        self,
        user_id: str,
        operations: Sequence[Operation],
        *,
        request_id: str,
        key: IdempotencyKey | None = None,
    ) -> BatchAnswer:
        record = self.records.get((user_id, key.text)) if key else None
        if key and record and not record.is_expired(self._clock()):
            return BatchAnswer(record.first_outcomes(key), is_replay=True)
        before = self.tasks.copy(), self.deletions.copy()
        try:
            outcomes = tuple(
                self._outcome(user_id, index, operation, request_id)
                for index, operation in enumerate(operations)
            )
            self._users.get_active(user_id)
        except (OperationRefusedError, TasklakeError):
            self.tasks, self.deletions = before
            raise
        if key:
            self.records[user_id, key.text] = IdempotencyRecord(
                user_id=user_id, key=key, request_id=request_id, created_at=self._clock(), outcomes=outcomes
            )
        return BatchAnswer(outcomes, is_replay=False)

    def _outcome(self, user_id: str, index: int, operation: Operation, request_id: str) -> Outcome:
        try:
            match operation:
                case Creation(task):
                    self.tasks[user_id, task.id] = replace(task, generation=self._generation)
                    return Outcome(task.id, self.tasks[user_id, task.id].revision)
                case Change(task_id, changes, expected):
                    task = self.get(user_id, task_id)
                    check_revision(expected, task.revision)
                    if changes:
                        task = self.update(user_id, task_id, changes, request_id=request_id)
                    return Outcome(task_id, task.revision)
                case Removal(task_id, expected):
                    self.remove(user_id, task_id, request_id=request_id, expected=expected)
                    return Outcome(task_id, None)
        except UserErasedError:
            raise
        except TasklakeError as refusal:
            raise OperationRefusedError(index, refusal) from refusal

    def list_changes(self, user_id: str, *, limit: int, after: ChangePosition | None = None) -> ChangePage:
        now = self._clock()
        if after:
            after.require_known(now, self._generation)
        page = list_changes(
            self.index(user_id), limit=limit, after=after, now=now, generation=self._generation
        )
        if not page.items and self._users.is_erased(user_id):
            raise UserErasedError(user_id)
        return page

    def export(self, user_id: str, *, limit: int, after: str | None = None) -> Page[Stored, str]:
        profile = self._users.users.get(user_id)
        stored: dict[str, Stored] = {
            **{f"DELETED#{key}": each for (owner, key), each in self.deletions.items() if owner == user_id},
            **{f"IDEMPOTENCY#{key}": each for (owner, key), each in self.records.items() if owner == user_id},
            **({"PROFILE": profile} if profile else {}),
            **{f"TASK#{key}": each for (owner, key), each in self.tasks.items() if owner == user_id},
        }
        rest = sorted(key for key in stored if after is None or key > after)
        if not rest and self._users.is_erased(user_id):
            raise UserErasedError(user_id)
        if not rest and after is None:
            raise UserNotFoundError(user_id)
        return Page(
            tuple(stored[key] for key in rest[:limit]), rest[limit - 1] if len(rest) > limit else None
        )

    def index(self, user_id: str) -> list[Task | Deletion]:
        """Return what the index by last change holds of a user's tasks."""
        changes = (*self.tasks.values(), *self.deletions.values())
        return [change for change in changes if change.user_id == user_id]

    def _writing(self, request_id: str) -> Writing:
        return Writing(now=self._clock(), generation=self._generation, request_id=request_id)

    def list_for_user(
        self, user_id: str, query: TaskQuery, *, limit: int, after: TaskPosition | None = None
    ) -> Page[Task, TaskPosition]:
        own = [task for task in self.tasks.values() if task.user_id == user_id]
        if not own and not after and self._users.is_erased(user_id):
            raise UserErasedError(user_id)
        return list_tasks(own, query, limit=limit, after=after)


def is_done_already(stored: Task | User, expected: Revision | None, request_id: str) -> bool:
    return expected not in (None, stored.revision) and stored.request_id == request_id


def check_revision(expected: Revision | None, current: Revision) -> None:
    if expected is not None and expected != current:
        raise VersionMismatchError(expected, current)
