"""What table and lake can differ in, and the way out of each."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """How the lake differs.

    MISSING: The item is in the table and not in the view of existing items, or has a history and no state.
    STALE: The view has an older version than the table, or the states one than the history.
    AHEAD: The lake has a newer version than the table, which only a restored table can have.
    RESURRECTED: The item is in the view and not in the table, or its history does not know its end.
    ALTERED: A version has other values than the table, or than the raw event it came from.
    DOUBLED: A change is more than once in the history, or an item more than once in the states.
    GAP: A version of an item's life is neither in the history nor among the raw events.
    UNMERGED: A raw event came so long ago that it must be in the history, and is not.
    INVENTED: A merged row has no raw event, though those of its time are kept, nor does the table know of it.
    UNREADABLE: The stored item is not what its kind of item has to be, so its changes are quarantined.
    """

    MISSING = "missing"
    STALE = "stale"
    AHEAD = "ahead"
    RESURRECTED = "resurrected"
    ALTERED = "altered"
    DOUBLED = "doubled"
    GAP = "gap"
    UNMERGED = "unmerged"
    INVENTED = "invented"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference of one item.

    Attributes:
        kind: What is wrong.
        entity: The kind of item.
        id: The item.
        relation: The table or view of the lake that is wrong, or `table` for an unreadable item.
        created_at: Which life of the item, UTC; None for an unreadable item.
        table_version: The version in the table, where it matters.
        lake_version: The version in the lake, where it matters.
        versions: The versions that are missing, doubled, unmerged or invented.
        columns: The columns that differ.
    """

    kind: Kind
    entity: str
    id: str
    relation: str
    created_at: datetime | None
    table_version: int | None = None
    lake_version: int | None = None
    versions: tuple[range, ...] = ()
    columns: tuple[str, ...] = ()


_LOST: Final = (
    "If the failure bucket holds the batch, below aws/lambda/ or quarantine/: tasklake lake redrive --apply. "
    "If not: tasklake lake repair"
)

WAYS_OUT: Final = {
    Kind.MISSING: f"{_LOST}.",
    Kind.STALE: f"{_LOST}.",
    Kind.AHEAD: (
        "Was the table restored from a backup? Then tasklake lake repair makes the lake follow it; "
        "restore the table to a later point first if it lacks changes that are wanted."
    ),
    Kind.RESURRECTED: f"The lake lost a delete. {_LOST}.",
    Kind.ALTERED: "Somebody wrote into the lake: tasklake lake repair.",
    Kind.DOUBLED: "Somebody wrote into the lake: tasklake lake repair.",
    Kind.GAP: f"{_LOST}, which closes the gap with what the table has now; the versions between are lost.",
    Kind.UNMERGED: "Merges failed, or somebody deleted merged rows: tasklake lake repair.",
    Kind.INVENTED: "Somebody wrote into the lake, or deleted raw objects: tasklake lake repair.",
    Kind.UNREADABLE: (
        "Repair the item in the table; the reason is in the failure bucket, below quarantine/. "
        "Then tasklake lake redrive --apply brings what was quarantined."
    ),
}
