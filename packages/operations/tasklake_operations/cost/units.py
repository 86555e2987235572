"""What is billed of one request and of one change: DynamoDB's units, as the log line of a request has them, and milliseconds."""

from typing import TYPE_CHECKING, Final, NamedTuple

from tasklake_operations.cost.data import value

if TYPE_CHECKING:
    from tasklake_operations.cost.workload import Settings


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
"""For items of up to 1 KB; a test holds the API against it. A list takes a unit for each 4 KB that it reads."""

IN_INDEXES: Final = 2
"""Of the writes of each change, those into its entries in the two indexes; the others are the user's partition."""

DELTA_SYNC: Final = {"create": 1, "patch": 2, "delete": 4}
"""Write units that each takes more where a stack has `delta_sync` on, with or without a key, whatever it patches."""


def writes_a_change(settings: "Settings") -> float:
    """Return the write units of a change on average, as the shares of the inputs have it."""
    with_key, index_key = value("create_with_key_share"), 0.5
    creates, patches = value("create_share"), value("patch_share")
    shares = {
        "create": creates * (1 - with_key),
        "create with a key": creates * with_key,
        "patch": patches * (1 - index_key),
        "patch an index key": patches * index_key,
        "delete": 1 - creates - patches,
    }
    more = DELTA_SYNC if settings.delta_sync else {}
    return sum(share * (UNITS[name].writes + more.get(name.split()[0], 0)) for name, share in shares.items())


def api_milliseconds() -> float:
    """Return how long a request keeps the API function, on average."""
    return value("api_cpu_milliseconds") / vcpu("api_memory_gb") + value("api_waiting_milliseconds")


def etl_milliseconds(batches: float, changes: float) -> float:
    """Return how long batches with so many changes in all keep the stream function."""
    return batches * value("etl_batch_milliseconds") + changes * value("etl_change_cpu_milliseconds") / vcpu("etl_memory_gb")  # fmt: skip


def vcpu(memory: str) -> float:
    """Return what Lambda gives of a core of x86 with the memory of an input; more than one helps no single thread."""
    return min(1, value("vcpu_of_a_gb") * value(memory))
