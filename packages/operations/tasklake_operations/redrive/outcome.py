"""What became of an object of a failure bucket."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Self

from tasklake_operations.redrive.contents import FailedRecord
from tasklake_operations.redrive.failure_objects import FailureObject


class State(StrEnum):
    """How far an object has come.

    PENDING: Nothing was done with it yet.
    DELIVERED: The function took all of it, and the object is deleted.
    QUARANTINED: Some of its records were quarantined again, so the object stays.
    REFUSED: It must not be delivered, and stays.
    FAILED: The function failed, and the object stays.
    GONE: Somebody else deleted it meanwhile.
    """

    PENDING = "pending"
    DELIVERED = "delivered"
    QUARANTINED = "quarantined"
    REFUSED = "refused"
    FAILED = "failed"
    GONE = "gone"


@dataclass(slots=True)
class Outcome:
    """An object, and what became of it.

    Attributes:
        source: The object.
        state: How far it has come.
        records: How many it holds.
        oldest: When the oldest of their changes was made, UTC; None where it cannot be read.
        reasons: Why they had failed, counted.
        sent: The digests of those that the function was to take.
        left_out: How many changes of erased users it was not to take.
        quarantined: Why records were quarantined again, by their digests.
        problem: Why it was refused, or why the function failed.
    """

    source: FailureObject
    state: State = State.PENDING
    records: int = 0
    oldest: datetime | None = None
    reasons: Counter[str] = field(default_factory=Counter[str])
    sent: Sequence[str] = ()
    left_out: int = 0
    quarantined: Mapping[str, str] = field(default_factory=dict[str, str])
    problem: str | None = None

    @classmethod
    def of(cls, source: FailureObject, failed: Sequence[FailedRecord]) -> Self:
        return cls(
            source,
            records=len(failed),
            oldest=min(each.record.created_at for each in failed),
            reasons=Counter(each.reason for each in failed),
        )

    @property
    def delivered(self) -> int:
        """How many records the function took and did not quarantine again."""
        return 0 if self.state is State.FAILED else len(self.sent) - len(self.quarantined)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to look at."""
        return self.state in {State.PENDING, State.DELIVERED, State.GONE}
