"""Requests that a client may repeat: what is kept of the first one, and what a repetition makes of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Self

from tasklake.batches import Outcome
from tasklake.errors import IdempotencyKeyReusedError
from tasklake.models import Task, epoch_seconds

KEPT_FOR: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """What tells a repetition of a request from a new one.

    Attributes:
        text: The client's key.
        fingerprint: Digest of what is asked for, the same for two requests that ask for the same.
    """

    text: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotencyRecord:
    """What is kept of the request that added a task, or of a batch: all that its repetition does not bring along.

    Attributes:
        user_id: Whose tasks.
        key: The key of the request.
        task_id: The task that was added; empty for a batch.
        request_id: The request.
        created_at: When it was carried out.
        outcomes: Those of a batch.
    """

    user_id: str
    key: IdempotencyKey
    task_id: str = ""
    request_id: str
    created_at: datetime
    outcomes: tuple[Outcome, ...] = ()

    @classmethod
    def of(cls, task: Task, key: IdempotencyKey) -> Self:
        """Return the record of the request that adds this new task."""
        return cls(
            user_id=task.user_id,
            key=key,
            task_id=task.id,
            request_id=task.request_id,
            created_at=task.created_at,
        )

    @property
    def expires_at(self) -> int:
        """Second of the epoch from which on the record counts as absent, removed by then or not."""
        return epoch_seconds(self.created_at + KEPT_FOR)

    def is_expired(self, now: datetime) -> bool:
        return self.expires_at <= epoch_seconds(now)

    def first_task(self, repeated: Task, key: IdempotencyKey) -> Task:
        """Return the task that the first request added, as it was then.

        Args:
            repeated: What the repetition would add.
            key: The repetition's key.

        Raises:
            IdempotencyKeyReusedError: The request is no repetition.
        """
        self._require(key)
        return replace(
            repeated,
            id=self.task_id,
            created_at=self.created_at,
            updated_at=self.created_at,
            completed_at=self.created_at if repeated.completed_at else None,
            request_id=self.request_id,
        )

    def first_outcomes(self, key: IdempotencyKey) -> tuple[Outcome, ...]:
        """Return what the operations of the first request came to.

        Raises:
            IdempotencyKeyReusedError: The request is no repetition.
        """
        self._require(key)
        return self.outcomes

    def _require(self, key: IdempotencyKey) -> None:
        if key != self.key:
            raise IdempotencyKeyReusedError
