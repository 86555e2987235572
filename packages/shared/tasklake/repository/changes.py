"""Following the changes of a user's tasks: walks in the order of the last change, each from a little before the one before.

ADR-016 has why no change is missed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tasklake.deletion import KEPT_FOR, Deletion
from tasklake.errors import ChangesLostError
from tasklake.models import Task

SETTLES_IN: Final = timedelta(seconds=60)
"""How much later than its own `updated_at` a change shows in the index at the latest, by any function's clock.

20 s until the function that wrote it is stopped, 2 s for two clocks, and the rest for DynamoDB: to carry out what it has
received, and to bring it into the index.
"""


@dataclass(frozen=True, slots=True)
class ChangePlace:
    """The place of a change in the index.

    Attributes:
        changed_at: Its time.
        task_id: The task.
        is_record: Whether it is the record of a deletion, which lies elsewhere than a task.
    """

    changed_at: datetime
    task_id: str
    is_record: bool


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk that has not come to the end of the changes.

    Attributes:
        settled: Whatever changed before was in the index when the walk began.
        place: Where the walk goes on.
    """

    settled: datetime
    place: ChangePlace


@dataclass(frozen=True, slots=True)
class ChangePosition:
    """How far a client has followed the changes.

    Attributes:
        generation: That of the table.
        since: Before the walk under way, the client was given all that changed until then.
        walk: The walk under way; without one, the next begins at `since`.
    """

    generation: int
    since: datetime
    walk: Walk | None = None

    def require_known(self, now: datetime, generation: int) -> None:
        """Refuse to go on where something would be missed.

        Raises:
            ChangesLostError: Deletions of after the position are forgotten, or a restore took changes back.
        """
        if self.generation != generation:
            raise ChangesLostError("The table was restored since the cursor was given.")
        if self.since + KEPT_FOR <= now:
            raise ChangesLostError(f"The cursor is more than {KEPT_FOR.days} days old.")


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Some changes, the position to go on from, and whether there are more already."""

    items: tuple[Task | Deletion, ...]
    next: ChangePosition
    has_more: bool


def next_position(
    after: ChangePosition | None, now: datetime, generation: int, place: ChangePlace | None
) -> ChangePosition:
    """Return the position behind a page.

    Args:
        after: The one before; None for the first page of all.
        now: The time before the page was read.
        generation: That of the table.
        place: The last one on the page; None if the walk ends there.
    """
    settled = after.walk.settled if after and after.walk else now - SETTLES_IN
    since = after.since if after else settled
    if place:
        return ChangePosition(generation, since, Walk(settled, place))
    return ChangePosition(generation, max(since, settled))
