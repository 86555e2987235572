"""The erasure of users in memory."""

from collections.abc import Callable
from datetime import datetime
from itertools import chain, islice

from tasklake.erasure import ErasedUser
from tasklake.errors import UserNotErasingError
from tasklake.models import Revision, UserStatus, utc_now
from tasklake.versions import apply, erasing_effects
from tests.in_memory.repositories import InMemoryTaskRepository, InMemoryUserRepository

STEP = 50


class InMemoryUserErasure:
    def __init__(
        self,
        users: InMemoryUserRepository,
        tasks: InMemoryTaskRepository,
        clock: Callable[[], datetime] = utc_now,
        generation: int = 0,
    ) -> None:
        self._users = users
        self._tasks = tasks
        self._clock = clock
        self._generation = generation

    def remove_possessions(self, user_id: str) -> int:
        self._check_marked(user_id)
        everybodys = chain(
            ((self._tasks.deletions, key) for key in self._tasks.deletions),
            ((self._tasks.records, key) for key in self._tasks.records),
            ((self._tasks.tasks, key) for key in self._tasks.tasks),
        )
        possessions = list(islice(((store, key) for store, key in everybodys if key[0] == user_id), STEP))
        for store, key in possessions:
            del store[key]
        return len(possessions)

    def continue_later(self, user_id: str, revision: Revision) -> None:
        user = self._users.users.get(user_id)
        if user and (user.status, user.revision) == (UserStatus.ERASING, revision):
            self._users.users[user_id] = apply(
                user,
                erasing_effects(now=self._clock(), generation=self._generation, request_id=user.request_id),
            )

    def complete(self, user_id: str) -> None:
        self._check_marked(user_id)
        if self._users.users.pop(user_id, None):
            self._users.erased[user_id] = ErasedUser(user_id, self._clock())

    def _check_marked(self, user_id: str) -> None:
        user = self._users.users.get(user_id)
        if user and user.status is not UserStatus.ERASING:
            raise UserNotErasingError(user_id)
