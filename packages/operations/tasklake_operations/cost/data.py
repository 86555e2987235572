"""The prices and inputs of a bill, data with a date and a source in two files beside this one, and a line made of them."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from tasklake_operations.errors import OperationError

type Part = Literal["api", "table", "delivery", "lake"]

GB: Final = 1e9
ABOUT: Final = ("unit", "page", "confirmed")
"""What a price has beside one number for each region."""


class UnknownRegionError(OperationError):
    """There are no prices of a region."""


@dataclass(frozen=True, slots=True)
class Input:
    value: float
    unit: str
    kind: str
    how: str


@cache
def table(name: str) -> tuple[str, Mapping[str, dict[str, Any]]]:
    """Return the month in which a file's numbers were read, and its entries."""
    entries = tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))
    return entries.pop("read"), entries


def read_in() -> str:
    return table("prices.toml")[0]


def regions() -> list[str]:
    """Return the regions that have every price."""
    first, *others = table("prices.toml")[1].values()
    return sorted(name for name in first.keys() - set(ABOUT) if all(name in entry for entry in others))


@cache
def inputs() -> Mapping[str, Input]:
    return {name: Input(**entry) for name, entry in table("inputs.toml")[1].items()}


def value(name: str) -> float:
    """Return what a month takes, or what is assumed of it."""
    return inputs()[name].value


@dataclass(frozen=True, slots=True)
class Prices:
    """Those of one region.

    Raises:
        UnknownRegionError: There are none.
    """

    region: str

    def __post_init__(self) -> None:
        if self.region not in regions():
            raise UnknownRegionError(
                f"There are no prices of {self.region}; there are those of {', '.join(regions())}."
            )

    def of(self, name: str) -> float:
        return table("prices.toml")[1][name][self.region]

    def unit(self, name: str) -> str:
        return table("prices.toml")[1][name]["unit"]

    def page(self, name: str) -> str:
        return table("prices.toml")[1][name]["page"]


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
