"""Where the bills of two plans cross as use grows."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final

from tasklake_operations.cost.alternatives import Plan
from tasklake_operations.cost.data import Prices, total
from tasklake_operations.cost.workload import Workload

LEAST: Final = 1e4
MOST: Final = 1e10
STEPS_A_DECADE: Final = 40
HALVINGS: Final = 60


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
