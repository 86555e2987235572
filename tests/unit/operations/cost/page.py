"""The generated parts of docs/cost.md and its plot; `make docs` renews them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from tasklake_operations.checkout import REPOSITORY
from tasklake_operations.cost.alternatives import LAKES, WHOLE, Plan
from tasklake_operations.cost.bill import bill
from tasklake_operations.cost.crossings import OPTIONS, added, crossings
from tasklake_operations.cost.data import Line, Prices, inputs, regions, table, total
from tasklake_operations.cost.workload import Workload
from tests.integration.lake.analysts.page import with_sections
from tests.unit.operations.cost.plot import PLOT, draw

PAGE: Final = REPOSITORY / "docs" / "cost.md"
PRICES: Final = Prices("us-east-1")
UNIT: Final = Workload(requests=1e6, changes=2e5, tasks=1e5, users=1e3)
SIZES: Final = {"1 million": UNIT, "10 million": UNIT.scaled(10), "100 million": UNIT.scaled(100)}


def sections() -> dict[str, str]:
    return {
        "bill": drawn(["service", *SIZES], services()),
        "amounts": drawn(["billed for", "unit", *SIZES], amounts()),
        "whole": drawn(["instead of all of it", *SIZES, "costs the same at"], beside(WHOLE)),
        "lakes": drawn(["instead of the lake", *SIZES, "costs the same at"], beside(LAKES)),
        "regions": drawn(["region", *SIZES], by_region()),
        "settings": drawn(["setting", *SIZES], settings()),
        "inputs": drawn(["input", "value", "kind", "how"], taken()),
        "prices": drawn(["price of a", *regions(), "page", "confirmed"], listed()),
    }


def drawn(head: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def dollars(usd: float) -> str:
    return f"{usd:,.2f}"


def services() -> Iterator[list[str]]:
    paid: defaultdict[str, dict[str, float]] = defaultdict(lambda: dict.fromkeys(SIZES, 0.0))
    for size, use in SIZES.items():
        for line in bill(use):
            paid[line.service][size] += line.usd(PRICES)
    for service, usd in sorted(paid.items(), key=lambda entry: -entry[1]["10 million"]):
        yield [service, *map(dollars, usd.values())]
    yield ["**together**", *(f"**{dollars(total(bill(use), PRICES))}**" for use in SIZES.values())]
    idle = dollars(total(bill(UNIT.scaled(0)), PRICES))
    yield ["a stack that nobody uses", *[idle] * len(SIZES)]


def amounts() -> Iterator[list[str]]:
    for lines in zip(*map(bill, SIZES.values()), strict=True):
        line = lines[0]
        yield [f"{line.service}: {line.item}", PRICES.unit(line.price), *(amount(each) for each in lines)]


def amount(line: Line) -> str:
    return f"{line.amount:,.0f}" if line.amount >= 1_000 else f"{line.amount:.3g}"


def beside(plans: Mapping[str, Plan]) -> Iterator[list[str]]:
    ours = next(iter(plans.values()))
    for name, plan in plans.items():
        same = [] if plan is ours else crossings(ours, plan, UNIT, PRICES)
        where = ", ".join(f"{requests / 1e6:,.0f} million" for requests in same) or "nowhere"
        paid = [dollars(total(plan(use), PRICES)) for use in SIZES.values()]
        yield [name, *paid, "" if plan is ours else where]


def by_region() -> Iterator[list[str]]:
    for region in regions():
        yield [region, *(dollars(total(bill(use), Prices(region))) for use in SIZES.values())]


def settings() -> Iterator[list[str]]:
    for name in OPTIONS:
        yield [name, *(f"{added(name, use, PRICES):+,.2f}" for use in SIZES.values())]


def taken() -> Iterator[list[str]]:
    for name, each in inputs().items():
        yield [name, f"{each.value:,g} {each.unit}", each.kind, each.how]


def listed() -> Iterator[list[str]]:
    for entry in table("prices.toml")[1].values():
        yield [entry["unit"], *(f"{entry[each]:.10f}".rstrip("0") for each in regions()), entry["page"], entry.get("confirmed", "no")]  # fmt: skip


def plot() -> str:
    """Return the plot; without users, who cost the same in each design and hide what differs."""
    panels = {"All of it but users": WHOLE, "The lake alone": LAKES}
    return draw(panels, replace(UNIT, users=0), PRICES)


def main() -> None:
    PAGE.write_text(with_sections(PAGE.read_text(encoding="utf-8"), sections()), encoding="utf-8")
    PLOT.write_text(plot(), encoding="utf-8")


if __name__ == "__main__":
    main()
