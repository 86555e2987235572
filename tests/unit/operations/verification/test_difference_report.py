from dataclasses import replace
from datetime import datetime

import pytest

from tasklake_operations.verification import WAYS_OUT, Comparison, Difference, Kind, difference_rows, summary

CREATED = datetime.fromisoformat("2026-03-02T10:00:00.123")
GAP = Difference(
    kind=Kind.GAP,
    entity="task",
    id="t1",
    relation="task_history",
    created_at=CREATED,
    versions=(range(3, 4), range(5, 8)),
)
ALTERED = Difference(
    kind=Kind.ALTERED,
    entity="task",
    id="t2",
    relation="task_states",
    created_at=CREATED,
    table_version=3,
    lake_version=3,
    columns=("status", "priority"),
)


def comparison(*differences: Difference, suspects: int = 0, waited_seconds: float = 0.0) -> Comparison:
    return Comparison(
        items={"tasks": 1605, "users": 32},
        rows={"tasks": 1604, "users": 32},
        changes={"tasks": 11_000, "users": 40},
        suspects=suspects,
        differences=differences,
        seconds=2.0,
        waited_seconds=waited_seconds,
    )


def test_a_difference_is_a_row() -> None:
    assert difference_rows([GAP, ALTERED]).to_pylist() == [
        {
            "kind": "gap",
            "entity": "task",
            "id": "t1",
            "relation": "task_history",
            "created_at": CREATED,
            "table_version": None,
            "lake_version": None,
            "versions": "3, 5-7",
            "columns": "",
        },
        {
            "kind": "altered",
            "entity": "task",
            "id": "t2",
            "relation": "task_states",
            "created_at": CREATED,
            "table_version": 3,
            "lake_version": 3,
            "versions": "",
            "columns": "status, priority",
        },
    ]


def test_stores_that_agree_are_said_to() -> None:
    compared, outcome = summary(comparison())
    assert compared == (
        "Compared 1,605 tasks and 32 users of the table with 1,604 tasks and 32 users of the lake and 11,040 changes, "
        "in 2.0 s: 7,156 rows/s."
    )
    assert outcome == "Table and lake agree."


def test_each_kind_is_counted_with_its_way_out() -> None:
    _, again, altered, gap = summary(
        comparison(
            GAP,
            ALTERED,
            replace(GAP, entity="user", relation="user_history"),
            suspects=1_234,
            waited_seconds=61.2,
        )
    )
    assert again == "1,234 items differed at first and were looked at again, after 61 s."
    assert altered == f"1 altered: {WAYS_OUT[Kind.ALTERED]}"
    assert gap == f"2 gap: {WAYS_OUT[Kind.GAP]}"


@pytest.mark.parametrize("kind", Kind)
def test_each_way_out_is_a_command(kind: Kind) -> None:
    assert "tasklake lake re" in WAYS_OUT[kind]
