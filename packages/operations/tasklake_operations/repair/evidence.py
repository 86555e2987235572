"""What a comparison saw of an item, as what a plan is made from."""

from collections.abc import Iterator, Sequence
from typing import Final

from tasklake_operations.repair.change_rows import Row
from tasklake_operations.repair.plans import Evidence
from tasklake_operations.verification.case import Case
from tasklake_operations.verification.changes import invented_places

SEPARATOR: Final = ", "
"""Between the names of fields, as the comparison asks for them."""


def evidence_of(case: Case) -> Evidence:
    """Return what is known of the item of a case."""
    look = case.second
    return Evidence(
        table=case.entity.events,
        item=look.item,
        states=look.states,
        history=list(with_lists(look.history)),
        events=list(with_lists(look.raw)),
        invented=frozenset(place for places in invented_places(case).values() for place in places),
    )


def with_lists(rows: Sequence[Row]) -> Iterator[Row]:
    for row in rows:
        changed = row["changed"]
        yield {**row, "changed": changed.split(SEPARATOR) if changed else []}
