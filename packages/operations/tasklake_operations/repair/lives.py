"""The changes of an item, one after the other: none lacks, and none contradicts the one before."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from operator import itemgetter

from tasklake_operations.repair.change_rows import (
    REPAIR,
    bridge_to,
    delete_after,
    version_of,
    written_again,
)
from tasklake_operations.verification.looks import DELETE, SNAPSHOT, Position, Row, position


def bridges(changes: dict[Position, Row], seen_at: datetime) -> Iterator[Row]:
    """Yield a row for each gap in a life, and the delete of each life that another one follows without."""
    lives: defaultdict[datetime, list[Row]] = defaultdict(list)
    for change in sorted(changes):
        lives[changes[change]["created_at"]].append(changes[change])
    in_order = [lives[created_at] for created_at in sorted(lives)]
    for place, rows in enumerate(in_order):
        for row in rows:
            earlier = [
                other
                for other in rows
                if other["version"] < row["version"] and other["generation"] <= row["generation"]
            ]
            before = max(earlier, key=itemgetter("version", "generation"), default=None)
            expected = before["version"] + 1 if before else 1
            if row["op"] != SNAPSHOT and row["version"] > expected:
                yield bridge_to(row, before, seen_at=seen_at)
        last = rows[-1]
        # A restore may have brought back the earlier of two lives, which no delete has ended then.
        later = (other for other in in_order[place + 1 :] if position(other[0]) > position(last))
        following = next(later, None)
        if following and last["op"] != DELETE:
            yield delete_after(
                last, generation=last["generation"], occurred_at=following[0]["created_at"], seen_at=seen_at
            )


def contradictions(changes: dict[Position, Row], seen_at: datetime) -> Iterator[tuple[Row, Row]]:
    """Yield each row to be replaced because no version before it led to the status that it begins with, and what it becomes.

    The later of the two gives way, but to a bridge: that knows only what the rows around it say.

    Args:
        changes: By what tells them apart; the caller replaces each row as it comes.
        seen_at: When the lake was looked at.
    """
    for change in sorted(changes):
        row = changes[change]
        before = [changes[other] for other in sorted(changes) if follows(row, changes[other])]
        led_to = [other["status"] for other in before] or [None]
        if row["op"] == SNAPSHOT or row["previous_status"] in led_to:
            continue
        if before and gives_way(before[-1], row, changes):
            yield before[-1], written_again(before[-1], seen_at, status=row["previous_status"])
        else:
            yield row, written_again(row, seen_at, previous_status=led_to[-1])


def follows(row: Row, other: Row) -> bool:
    """Whether a change may come right after another: a restored table goes on from an earlier one."""
    is_next = (other["created_at"], other["version"] + 1) == version_of(row)
    return is_next and other["generation"] <= row["generation"]


def gives_way(bridge: Row, row: Row, changes: dict[Position, Row]) -> bool:
    """Whether a row is a bridge, and nothing agrees with it that follows it."""
    is_bridge = bridge["op"] == SNAPSHOT and bridge["request_id"] == REPAIR
    agreed = {other["previous_status"] for other in changes.values() if follows(other, bridge)}
    return is_bridge and row["previous_status"] is not None and bridge["status"] not in agreed
