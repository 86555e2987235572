"""A day of a stack at a steady rate: what it writes, and what its maintenance reads."""

from dataclasses import dataclass
from typing import Final

from tasklake_operations.cost.bill import DEFAULTS, bill
from tasklake_operations.cost.data import Line, Prices
from tasklake_operations.cost.lake_bill import maintenance, raw_bytes
from tasklake_operations.cost.workload import DAYS, SECONDS, Settings, Workload

REQUESTS_A_CHANGE: Final = 5
TASKS_OF_A_USER: Final = 100


@dataclass(frozen=True, slots=True)
class Day:
    """One of so many.

    Attributes:
        rate: Changes of tasks a second, all day long.
        tasks: That the table holds.
        settings: Of the stack.
    """

    rate: float
    tasks: float
    settings: Settings = DEFAULTS

    @property
    def use(self) -> Workload:
        """The month of such days."""
        changes = self.rate * SECONDS
        return Workload(changes * REQUESTS_A_CHANGE, changes, self.tasks, self.tasks / TASKS_OF_A_USER)

    @property
    def changes(self) -> float:
        return self.use.changes / DAYS

    @property
    def objects(self) -> float:
        """Event objects, each a PUT."""
        return self.use.batches(self.settings) / DAYS

    @property
    def raw_bytes(self) -> float:
        return raw_bytes(self.use, self.settings) / DAYS

    @property
    def reads(self) -> float:
        """GETs by which the merges read event objects."""
        return self._maintenance("s3_read").amount * 1000 / DAYS

    @property
    def scanned_bytes(self) -> float:
        """What Athena bills the maintenance for."""
        return self._maintenance("athena_scan").amount * 1e12 / DAYS

    def usd(self, prices: Prices, *parts: str) -> float:
        """Return what the day costs, or some parts of it."""
        lines = bill(self.use, self.settings)
        return sum(line.usd(prices) for line in lines if not parts or line.part in parts) / DAYS

    def maintenance_usd(self, prices: Prices, price: str) -> float:
        return self._maintenance(price).usd(prices) / DAYS

    def _maintenance(self, price: str) -> Line:
        return next(line for line in maintenance(self.use, self.settings) if line.price == price)
