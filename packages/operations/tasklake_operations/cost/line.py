"""A line of a bill."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from tasklake_operations.cost.data import Prices

type Part = Literal["api", "table", "delivery", "lake"]

GB: Final = 1e9


@dataclass(frozen=True, slots=True)
class Line:
    """What one price is paid for.

    Attributes:
        part: Of the system; alternatives replace some.
        service: As AWS's bill names it.
        item: What it is for.
        price: The price's name.
        amount: In the price's unit.
        inputs: What the amount was reckoned from.
    """

    part: Part
    service: str
    item: str
    price: str
    amount: float
    inputs: str

    def usd(self, prices: Prices) -> float:
        return self.amount * prices.of(self.price)


def total(lines: Iterable[Line], prices: Prices) -> float:
    return sum(line.usd(prices) for line in lines)
