"""What table and lake can differ in, and the way out of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """How the lake differs.

    MISSING: The item is in the table and not in the view of existing items.
    STALE: The view has an older version than the table.
    AHEAD: The lake has a newer version than the table, which only a restored table can have.
    RESURRECTED: The item is in the view and not in the table.
    ALTERED: A version has other values than the table, or than the raw event it came from.
    DOUBLED: A change is more than once in the history, or an item more than once in the states.
    GAP: A version of an item's life is neither in the history nor among the recent raw events.
    UNREADABLE: The stored item is not what its kind of item has to be, so its changes are quarantined.
    """

    MISSING = "missing"
    STALE = "stale"
    AHEAD = "ahead"
    RESURRECTED = "resurrected"
    ALTERED = "altered"
    DOUBLED = "doubled"
    GAP = "gap"
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
        versions: The versions that are missing or doubled.
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


_MERGE_AGAIN: Final = (
    "If the raw events are there: tasklake lake maintain --since {since}. "
    "If they are not: look for the batch in the failure bucket, below aws/lambda/ and quarantine/"
)

WAYS_OUT: Final = {
    Kind.MISSING: f"{_MERGE_AGAIN}. The item's next change brings its state in any case.",
    Kind.STALE: f"{_MERGE_AGAIN}. The item's next change brings its state in any case.",
    Kind.AHEAD: (
        "Was the table restored from a backup? Then the lake knows later changes: "
        "restore the table to a later point."
    ),
    Kind.RESURRECTED: (
        "The lake lost a delete, or the tombstone of one: look for the batch in the failure bucket, below aws/lambda/ "
        "and quarantine/; if the history has the delete, DELETE the row from the table of states."
    ),
    Kind.ALTERED: (
        "Somebody wrote into the lake. DELETE these versions from the relation, then "
        "tasklake lake maintain --since {since} brings them back from the raw events."
    ),
    Kind.DOUBLED: (
        "DELETE all copies of these versions from the relation, then tasklake lake maintain --since {since}, "
        "which brings each back once."
    ),
    Kind.GAP: f"{_MERGE_AGAIN}. A change that neither finds is lost; what exists now is right all the same.",
    Kind.UNREADABLE: "Repair the item in the table; the reason is in the failure bucket, below quarantine/.",
}


def way_out(kind: Kind, differences: Sequence[Difference]) -> str:
    """Return what to do about differences of a kind, none of whose changes is older than the date in it."""
    lives = [difference.created_at for difference in differences if difference.created_at is not None]
    return WAYS_OUT[kind].format(since=f"{min(lives):%Y-%m-%d}" if lives else "DATE")
