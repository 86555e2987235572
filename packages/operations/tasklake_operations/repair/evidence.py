"""What a comparison saw of an item, as what a plan is made from."""

from tasklake_operations.repair.plan import Evidence
from tasklake_operations.verification.case import Case
from tasklake_operations.verification.changes import invented_places


def evidence_of(case: Case) -> Evidence:
    look = case.second
    invented = frozenset(place for places in invented_places(case).values() for place in places)
    return Evidence(
        table=case.entity.events,
        item=look.item,
        states=look.states,
        history=look.history,
        events=look.raw,
        invented=invented,
    )
