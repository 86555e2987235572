"""What is said of many durations."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Distribution:
    """Durations in seconds; the 95th percentile is the smallest that 95 % do not exceed."""

    median: float
    p95: float
    max: float


def distribution_of(durations: Iterable[float]) -> Distribution:
    """Sum durations up.

    Raises:
        ValueError: There are none.
    """
    ordered = sorted(durations)
    if not ordered:
        raise ValueError("no durations")
    return Distribution(median(ordered), ordered[math.ceil(0.95 * len(ordered)) - 1], ordered[-1])
