from datetime import datetime
from typing import Any

import pytest

from tasklake_operations.verification.cases import cases
from tasklake_operations.verification.closer_look import named_together
from tasklake_operations.verification.entities import USERS

CREATED = datetime.fromisoformat("2026-03-01T10:00:00.123")


def seen(user_id: str, look: int, relation: str, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any column's
    columns = {
        "status": "active",
        "created_at": CREATED,
        "updated_at": CREATED,
        "version": 2,
        "generation": 0,
        "request_id": "r",
    }
    row = {"user_id": user_id, "look": look, "relation": relation, "is_delete": False}
    return {**row, **columns, **changes}


def test_rows_become_a_case_for_each_item() -> None:
    rows = [
        seen("a", 1, "table"),
        seen("a", 1, "user_states", version=1),
        seen("a", 2, "user_history"),
        seen("a", 2, "user_history", version=1),
        seen("b", 1, "users"),
    ]

    first, second = cases(rows, USERS, looks=(1, 2))

    assert (first.id, second.id) == ("a", "b")
    assert first.first.item is not None
    assert first.first.item.position == (CREATED, 2)
    assert [row.version for row in first.first.rows("user_states")] == [1]
    assert first.second.item is None
    assert [row.version for row in first.second.rows("user_history")] == [2, 1]
    assert (second.second.item, second.second.rows("users")) == (None, ())


def test_one_look_can_stand_for_both() -> None:
    (case,) = cases([seen("a", 1, "table"), seen("a", 2, "table", version=3)], USERS, looks=(1, 1))
    assert case.first == case.second


@pytest.mark.parametrize("lost", ["created_at", "version"])
def test_a_row_without_its_place_is_older_than_the_item(lost: str) -> None:
    rows = [seen("a", 1, "table"), seen("a", 1, "users", **{lost: None})]
    (case,) = cases(rows, USERS, looks=(1, 1))
    assert [str(each.kind) for each in case.differences()] == ["stale"]


@pytest.mark.parametrize(
    ("suspects", "statements"), [(0, []), (3, [3]), (1_001, [500, 500, 1]), (5_001, [None])]
)
def test_few_items_are_named_and_many_are_not(suspects: int, statements: list[int | None]) -> None:
    parts = named_together([f"t{number}" for number in range(suspects)])
    assert [part and len(part) for part in parts] == statements
