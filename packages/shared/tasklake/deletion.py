"""What stays of a deleted task: nothing personal, and not for long."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tasklake.models import Revision, epoch_seconds

KEPT_FOR: Final = timedelta(days=30)


def expiry(deleted_at: datetime) -> int:
    """Return the second of the epoch from which on a deletion counts as absent, removed by then or not."""
    return epoch_seconds(deleted_at + KEPT_FOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """The delete of a task.

    Attributes:
        version: Of the delete itself, 1 more than that of the task it met.
        request_id: The request that deleted the task.
    """

    user_id: str
    task_id: str
    created_at: datetime
    deleted_at: datetime
    version: int
    request_id: str

    @property
    def expires_at(self) -> int:
        return expiry(self.deleted_at)

    def answers(self, expected: Revision | None, now: datetime) -> bool:
        """Whether another request to delete the task, of this version or of any, has what it asks for."""
        is_of_this = expected is None or expected.version == self.version - 1
        return is_of_this and self.expires_at > epoch_seconds(now)
