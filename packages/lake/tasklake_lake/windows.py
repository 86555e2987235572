"""How far back the lake's statements look."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

TOMBSTONE_MARGIN_DAYS: Final = 7
"""Days that a tombstone outlives the last copy of a change: one in the stream, and some until S3 has deleted an object."""

NEAR_DAYS: Final = 3
"""Days of changes, by their own time, that the views compare with the history and the frequent MERGE merges into it.

A change that arrives later waits for the far MERGE. In whole days: the boundary moves at midnight, when none runs.
"""

FAR_MERGE_DAYS: Final = 90
"""Days of changes that one far MERGE takes: Athena writes to at most 100 partitions in one statement."""


@dataclass(frozen=True, slots=True)
class Windows:
    """The retentions of a stack, from which every statement's windows follow.

    Attributes:
        tail_hours: Hours of arrivals that the views read beside the merged tables; a MERGE reads twice as many.
        raw_retention_days: Days that raw objects stay.
        failure_retention_days: Days that undelivered batches stay.
    """

    tail_hours: int
    raw_retention_days: int
    failure_retention_days: int

    @property
    def merge_hours(self) -> int:
        """Hours of arrivals that a MERGE reads: what a whole tail of failed runs left is merged by the next good one."""
        return 2 * self.tail_hours

    def parameters(self, *, merge_hours: int | None = None) -> Mapping[str, int]:
        """Return the values of the placeholders in the .sql files.

        Args:
            merge_hours: Hours of arrivals that a MERGE reads, where it has to catch up.
        """
        return {
            "tail_hours": self.tail_hours,
            "merge_hours": self.merge_hours if merge_hours is None else merge_hours,
            "near_days": NEAR_DAYS,
            "far_merge_days": FAR_MERGE_DAYS,
            # Whatever raw objects or redriven batches still hold of a deleted item must find its tombstone.
            "tombstone_days": self.raw_retention_days + self.failure_retention_days + TOMBSTONE_MARGIN_DAYS,
        }
