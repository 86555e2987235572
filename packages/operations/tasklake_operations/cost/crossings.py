"""Bills held against each other: what each setting adds to one, and where those of two plans cross as use grows."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final

from tasklake_operations.cost.alternatives import Plan
from tasklake_operations.cost.bill import bill
from tasklake_operations.cost.data import Prices, total
from tasklake_operations.cost.workload import DAYS, Settings, Workload

LEAST: Final = 1e4
MOST: Final = 1e10
STEPS_A_DECADE: Final = 40
HALVINGS: Final = 60

OPTIONS: Final = {
    "mfa: required": Settings(),
    "threat_protection: enforced": Settings(threat_protection=True),
    "backup_retention_days: 35": Settings(backup_days=35),
    "lake_verification: off": Settings(verifications=0),
    "lake_verification: weekly": Settings(verifications=DAYS / 7),
    "lake_erasure: off": Settings(erasures=0),
    "lake_erasure: daily": Settings(erasures=DAYS),
    "maintenance_interval_hours: 6": Settings(maintenance_interval_hours=6),
    "etl_batch_window_seconds: 300": Settings(batch_window_seconds=300),
    "api_provisioned_concurrency: 2": Settings(provisioned_environments=2),
    "api_snap_start: true": Settings(snapstart=True),
    "delta_sync: true": Settings(delta_sync=True),
    "kms_key_arn: a key": Settings(customer_key=True),
}


def added(name: str, use: Workload, prices: Prices) -> float:
    return total(bill(use, OPTIONS[name]), prices) - total(bill(use), prices)


def crossings(one: Plan, other: Plan, use: Workload, prices: Prices) -> list[float]:
    """Return the requests a month at which two bills are the same, between ten thousand and ten billion.

    Args:
        one: A plan.
        other: Another.
        use: Whose proportions are kept; it has requests.
        prices: Of the region.
    """

    def difference(requests: float) -> float:
        scaled = use.scaled(requests / use.requests)
        return total(one(scaled), prices) - total(other(scaled), prices)

    return [
        bisected(low, high, difference)
        for low, high in pairwise(steps())
        if (difference(low) < 0) != (difference(high) < 0)
    ]


def steps() -> Iterator[float]:
    requests = LEAST
    while requests <= MOST:
        yield requests
        requests *= 10 ** (1 / STEPS_A_DECADE)


def bisected(low: float, high: float, difference: Callable[[float], float]) -> float:
    is_less = difference(low) < 0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if (difference(middle) < 0) == is_less:
            low = middle
        else:
            high = middle
    return high
