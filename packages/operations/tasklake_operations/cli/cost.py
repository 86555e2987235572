"""cost: the monthly bill of a stack, and of what would do the same work."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

from tasklake_operations.cli.rows import Format, FormatOption, print_rows, rows_of

if TYPE_CHECKING:
    from tasklake_operations.cost.alternatives import Plan
    from tasklake_operations.cost.data import Prices
    from tasklake_operations.cost.workload import Workload

HELD_BY_A_USER: Final = 100


class Row(NamedTuple):
    section: str
    service: str
    item: str
    quantity: float | None
    unit: str
    usd: float | None
    source: str


def cost(
    *,
    requests: Annotated[str, typer.Option(help="Requests to the API in a month.", metavar="QUANTITY")],
    changes: Annotated[str, typer.Option(help="How many of them change a task.", metavar="QUANTITY")],
    tasks: Annotated[str, typer.Option(help="Tasks that the table holds.", metavar="QUANTITY")],
    users: Annotated[
        str | None,
        typer.Option(help="Users who sign in; one for each 100 tasks if not given.", metavar="QUANTITY"),
    ] = None,
    region: Annotated[str, typer.Option(help="AWS region whose prices hold.")] = "us-east-1",
    output: FormatOption = Format.TABLE,
) -> None:
    """Reckon the monthly bill from list prices, and that of what would do the same work.

    Quantities are like 300, 2k, 10M or 1G. No AWS account is asked. docs/cost.md says what is measured, what is assumed,
    and which prices could not be confirmed.
    """
    from tasklake_operations.cost.data import Prices, UnknownRegionError
    from tasklake_operations.cost.workload import QuantityError, Workload, quantity

    try:
        held = quantity(tasks)
        signed_in = held / HELD_BY_A_USER if users is None else quantity(users)
        use = Workload(quantity(requests), quantity(changes), held, signed_in)
        prices = Prices(region)
    except (QuantityError, UnknownRegionError) as error:
        raise typer.BadParameter(str(error)) from error
    rows = [*billed(use, prices), *compared(use, prices), *optional(use, prices), *assumed()]
    columns = zip(*rows, strict=True)
    print_rows(
        rows_of({name: list(column) for name, column in zip(Row._fields, columns, strict=True)}), output
    )


def billed(use: "Workload", prices: "Prices") -> Iterator[Row]:
    from tasklake_operations.cost.bill import bill
    from tasklake_operations.cost.data import read_in, total

    lines = bill(use)
    for line in lines:
        source = f"{line.inputs}; {prices.page(line.price)}"
        usd = round(line.usd(prices), 2)
        yield Row(
            "bill", line.service, line.item, round(line.amount, 4), prices.unit(line.price), usd, source
        )
    whole = round(total(lines, prices), 2)
    yield Row("total", "Tasklake", "all of it", None, "", whole, f"prices of {prices.region}, {read_in()}")
    idle = round(total(bill(use.scaled(0)), prices), 2)
    yield Row("total", "Tasklake", "with nothing in it", None, "", idle, "alarms, dashboard, schedules")


def compared(use: "Workload", prices: "Prices") -> Iterator[Row]:
    from tasklake_operations.cost.alternatives import LAKES, WHOLE

    yield from beside("instead of all of it", WHOLE, use, prices)
    yield from beside("instead of the lake", LAKES, use, prices)


def beside(section: str, plans: "Mapping[str, Plan]", use: "Workload", prices: "Prices") -> Iterator[Row]:
    from tasklake_operations.cost.crossings import crossings
    from tasklake_operations.cost.data import total

    ours, *others = plans
    for name in plans:
        yield Row(section, name, "total", None, "", round(total(plans[name](use), prices), 2), "")
    for name in others if use.requests else ():
        for requests in crossings(plans[ours], plans[name], use, prices):
            yield Row(
                section, name, "costs the same at", round(requests), "requests", None, "same proportions"
            )


def optional(use: "Workload", prices: "Prices") -> Iterator[Row]:
    from tasklake_operations.cost.crossings import OPTIONS, added

    for name in OPTIONS:
        yield Row("setting", "Tasklake", name, None, "", round(added(name, use, prices), 2), "added")


def assumed() -> Iterator[Row]:
    from tasklake_operations.cost.data import inputs

    for name, each in inputs().items():
        yield Row("input", each.kind, name, each.value, each.unit, None, each.how)
