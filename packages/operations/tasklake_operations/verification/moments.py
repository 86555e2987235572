"""The times that the lake's rows are judged by, all told from the lake's own clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from tasklake_lake.event_tables import ARRIVAL_HOUR_FORMAT
from tasklake_lake.windows import Windows


@dataclass(frozen=True, slots=True)
class Moments:
    """Bounds of one comparison, UTC without a zone.

    Attributes:
        since: Raw rows are read from here on.
        told: A merged row that was made later must have its raw row.
        due: What came into the lake before is merged.
        tombstones: A tombstone of an older delete may have expired.
    """

    since: datetime
    told: datetime
    due: datetime
    tombstones: datetime

    @classmethod
    def at(cls, now: datetime, windows: Windows, since: date | None = None) -> Self:
        """Return the bounds of a comparison that begins now.

        Args:
            now: By the lake's clock.
            windows: The stack's.
            since: Day that raw rows are read from; all that are kept if not given.
        """
        kept = now - timedelta(days=windows.raw_retention_days)
        first = kept if since is None else max(kept, datetime.combine(since, time.min))
        return cls(
            since=first,
            # The oldest objects may expire while they are compared.
            told=max(first, kept + timedelta(days=1)),
            due=now - timedelta(hours=windows.merge_hours),
            tombstones=kept,
        )

    @property
    def first_hour(self) -> str:
        return self.since.strftime(ARRIVAL_HOUR_FORMAT)
