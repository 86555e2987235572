"""What the API's operations consume of DynamoDB, as the log line of a request has it; a test holds the API against it."""

from typing import Final, NamedTuple

from tasklake_operations.cost.data import value


class Units(NamedTuple):
    reads: float
    writes: float


UNITS: Final = {
    "create": Units(0, 6),
    "create with a key": Units(0, 8),
    "get": Units(1, 0),
    "patch": Units(0, 3),
    "patch an index key": Units(0, 4),
    "delete": Units(0, 5),
}
"""For items of up to 1 KB. A list takes a unit for each 4 KB that it reads."""

IN_INDEXES: Final = 2
"""Of the writes of each of them, what goes into the entries in the two indexes; the rest is the partition of the user."""

INDEX_KEY_SHARE: Final = 0.5
"""Of the patches, those that move an entry of an index."""


def writes_a_change() -> float:
    """Return the write units of the mean change."""
    creates, patches, with_key = value("create_share"), value("patch_share"), value("create_with_key_share")
    return (
        creates * (UNITS["create"].writes * (1 - with_key) + UNITS["create with a key"].writes * with_key)
        + patches
        * (
            UNITS["patch"].writes * (1 - INDEX_KEY_SHARE)
            + UNITS["patch an index key"].writes * INDEX_KEY_SHARE
        )
        + (1 - creates - patches) * UNITS["delete"].writes
    )
