"""A month of use, and what it makes of batches."""

import math
import re
from dataclasses import dataclass, replace
from typing import Final, Self

from tasklake_operations.cost.data import value
from tasklake_operations.cost.units import writes_a_change
from tasklake_operations.errors import OperationError

HOURS: Final = 730
SECONDS: Final = HOURS * 3600
DAYS: Final = HOURS / 24
FACTORS: Final = {"": 1, "k": 1e3, "M": 1e6, "G": 1e9}


class QuantityError(OperationError):
    """A number is none, or does not go with another."""


def quantity(text: str) -> float:
    """Return a number like 10M, 2.5k or 300.

    Raises:
        QuantityError: It is none.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([kMG]?)", text)
    if not match:
        raise QuantityError(f"{text} is not a quantity: write 300, 2k, 1.5M or 1G.")
    return float(match[1]) * FACTORS[match[2]]


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a stack that change its bill; the defaults are the stack's.

    Attributes:
        threat_protection: Whether the user pool has its Plus plan.
        customer_key: Whether a key of the customer encrypts all data.
        backup_days: How long AWS Backup keeps its daily copies.
        provisioned_environments: Environments of the API kept warm.
        snapstart: Whether the API starts from a snapshot.
        verifications: Comparisons of table and lake in a month.
        erasures: Batches in a month that take erased users out of the lake.
        maintenance_interval_hours: From one merge to the next.
        batch_window_seconds: How long a change may wait for its batch.
        delta_sync: Whether the table has an index by last change.
    """

    threat_protection: bool = False
    customer_key: bool = False
    backup_days: int = 0
    provisioned_environments: int = 0
    snapstart: bool = False
    verifications: float = DAYS
    erasures: float = DAYS / 7
    maintenance_interval_hours: int = 1
    batch_window_seconds: int = 60
    delta_sync: bool = False


@dataclass(frozen=True, slots=True)
class Workload:
    """What a month asks of a stack that has run for a year.

    Attributes:
        requests: To the API.
        changes: How many of them change a task.
        tasks: That the table holds.
        users: Who sign in within the month.

    Raises:
        QuantityError: There are more changes than requests.
    """

    requests: float
    changes: float
    tasks: float
    users: float

    def __post_init__(self) -> None:
        if self.changes > self.requests:
            raise QuantityError("More changes than requests: every change is a request.")

    def scaled(self, factor: float) -> Self:
        return replace(
            self,
            requests=self.requests * factor,
            changes=self.changes * factor,
            tasks=self.tasks * factor,
            users=self.users * factor,
        )

    @property
    def reads(self) -> float:
        return self.requests - self.changes

    def shards(self, settings: Settings) -> float:
        """Return those of the stream: one for each partition of the table, of which there are as many as the writes take."""
        units = self.changes / SECONDS * writes_a_change(settings)
        return max(value("shards"), math.ceil(units / value("partition_writes")))

    def changes_a_batch(self, settings: Settings) -> float:
        """Return the mean size of a batch: the change that opens the window, and those that come within it to its shard."""
        within = self.changes / SECONDS / self.shards(settings) * settings.batch_window_seconds
        return min(value("batch_size"), 1 + within)

    def batches(self, settings: Settings) -> float:
        return self.changes / self.changes_a_batch(settings)


def traces(calls: float) -> float:
    """Return how many calls X-Ray records of those that come evenly in a month."""
    first = min(calls, SECONDS * value("traces_a_second"))
    return first + (calls - first) * value("traces_beyond")
