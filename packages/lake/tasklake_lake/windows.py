"""How far back the lake's statements look."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LATEST_CHANGE_DAYS: Final = 35
"""Days after which a change can no longer reach the raw table: a day in the stream, those in which an undelivered
batch can be redriven, and some until S3 has deleted it. A shorter bound would lose or repeat late changes."""

LONGEST_FAILURE_RETENTION_DAYS: Final = LATEST_CHANGE_DAYS - 7


@dataclass(frozen=True, slots=True)
class Windows:
    """The retentions of a stack, from which every statement's windows follow.

    Attributes:
        tail_days: Days of raw partitions that the views read beside the merged tables; a MERGE reads one more.
        raw_retention_days: Days that raw objects stay.
        failure_retention_days: Days that undelivered batches stay.
    """

    tail_days: int
    raw_retention_days: int
    failure_retention_days: int

    def parameters(self, *, window_days: int | None = None) -> Mapping[str, int]:
        """Return the values of the placeholders in the .sql files.

        Args:
            window_days: Days of raw partitions that a MERGE reads, where it has to catch up.
        """
        # A day more than the views, so that what a night of failed runs left is still merged by the next good one.
        window = self.tail_days + 1 if window_days is None else window_days
        return {
            "tail_days": self.tail_days,
            "window_days": window,
            # A raw partition may be later than a change in it by so much at the most.
            "history_days": window + LATEST_CHANGE_DAYS,
            # Whatever raw objects or redriven batches still hold of a deleted item must find its tombstone.
            "tombstone_days": self.raw_retention_days + self.failure_retention_days + LATEST_CHANGE_DAYS,
        }
