"""What stays of a user who was erased: nothing personal, and not for long."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tasklake.models import epoch_seconds

REMEMBERED_FOR: Final = timedelta(hours=48)
"""Longer than a token of the user pool can be valid, which is a day."""


@dataclass(frozen=True, slots=True)
class ErasedUser:
    """Keeps the tokens that outlive a user from making a new profile under the same id."""

    id: str
    erased_at: datetime

    @property
    def expires_at(self) -> int:
        """Second of the epoch from which on it counts as absent, removed by then or not."""
        return epoch_seconds(self.erased_at + REMEMBERED_FOR)

    def is_expired(self, now: datetime) -> bool:
        return self.expires_at <= epoch_seconds(now)
