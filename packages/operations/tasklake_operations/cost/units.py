"""What the API's operations consume of DynamoDB, as the log line of a request has it; a test holds the API against it."""

from typing import Final, NamedTuple


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

DELTA_SYNC: Final = {"create": 1, "patch": 2, "delete": 4}
"""Write units that each takes more where a stack has `delta_sync` on, with or without a key, whatever it patches."""
