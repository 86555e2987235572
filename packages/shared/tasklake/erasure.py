"""What stays of a user who was erased: nothing personal, and not for long.

The table's own memory keeps tokens from making the user anew. The ledger is a table beside it, for whatever could bring
the user back later: a restore of the table, a batch that was given up.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tasklake.attributes import Item, moment, number, string
from tasklake.models import epoch_seconds

REMEMBERED_FOR: Final = timedelta(hours=48)
"""Longer than a token of the user pool can be valid, which is a day."""

LEDGER_KEY: Final = "user_id"
LEDGER_ERASED_AT: Final = "erased_at"
LEDGER_LEFT_LAKE_AT: Final = "left_lake_at"
"""Set once no row of the user is in the lake any more (ADR-017)."""

LEDGER_EXPIRES_AT: Final = "expires_at"

LEDGER_KEPT_FOR: Final = timedelta(days=180)
"""Longer than all that brings a user back.

Point-in-time recovery reaches 35 days, a failure bucket 90 ("failure_retention_days"), one after the other 125; the rest
is for the days in which an operator gets to it.
"""


def ledger_item(user_id: str, erased_at: datetime) -> Item:
    """Return a user's entry in the ledger; one written again replaces it."""
    return {
        LEDGER_KEY: string(user_id),
        LEDGER_ERASED_AT: moment(erased_at),
        LEDGER_EXPIRES_AT: number(epoch_seconds(erased_at + LEDGER_KEPT_FOR)),
    }


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
