from dataclasses import replace
from typing import Any

import pytest

from tasklake.attributes import StoredItem
from tasklake.items import item_from_task, item_from_user
from tasklake.models import personal_fields
from tasklake_operations.verification.case import Case, cases
from tasklake_operations.verification.entities import TASKS, USERS, Entity
from tasklake_operations.verification.judgement import differences
from tests.unit.operations.verification.small_looks import CREATED, NOW, WINDOWS, Moments, row
from tests.unit.stream_etl.table_changes import TASK, USER


def seen(user_id: str, look: int, relation: str, number: int = 2, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any column's
    return {**row(number, user_id=user_id), "look": look, "relation": relation, **changes}


def made(rows: list[dict[str, Any]], *, looks: tuple[int, int] = (1, 2)) -> list[Case]:
    return list(cases(rows, USERS, Moments.at(NOW, WINDOWS), looks=looks))


def test_rows_become_a_case_for_each_item() -> None:
    first, second = made(
        [
            seen("a", 1, "table"),
            seen("a", 1, "user_states", 1),
            seen("a", 2, "user_history"),
            seen("a", 2, "user_history", 1),
            seen("b", 1, "users"),
        ]
    )

    assert (first.id, second.id) == ("a", "b")
    assert first.first.item is not None
    assert (first.first.item["created_at"], first.first.item["version"]) == (CREATED, 2)
    assert [each["version"] for each in first.first.states] == [1]
    assert first.second.item is None
    assert [each["version"] for each in first.second.history] == [2, 1]
    assert (second.second.item, second.second.view) == (None, None)


def test_a_row_has_the_columns_of_its_relation() -> None:
    (case,) = made([seen("a", 2, relation) for relation in ("table", "user_history", "user_states")])
    look = case.second
    assert look.item is not None
    assert "op" not in look.item
    assert look.history[0]["changed"] == "name"
    assert "changed" not in look.states[0]
    assert look.states[0]["op"] == "update"


@pytest.mark.parametrize(("entity", "stored"), [(TASKS, item_from_task(TASK)), (USERS, item_from_user(USER))])
def test_an_item_comes_back_from_its_columns_without_what_is_personal(
    entity: Entity, stored: StoredItem
) -> None:
    values = entity.values(stored)
    item = entity.item_of(values)

    assert item == replace(entity.model_of(stored), **dict.fromkeys(personal_fields(entity.model), ""))
    assert {getattr(item, name) for name in personal_fields(entity.model)} == {""}


def test_one_look_can_stand_for_both() -> None:
    (case,) = made([seen("a", 1, "table"), seen("a", 2, "table", 3)], looks=(1, 1))
    assert case.first == case.second


@pytest.mark.parametrize("lost", ["created_at", "version"])
def test_a_row_without_its_place_is_older_than_the_item(lost: str) -> None:
    (case,) = made([seen("a", 1, "table"), {**seen("a", 1, "users"), lost: None}], looks=(1, 1))
    assert [str(each.kind) for each in differences(case)] == ["stale"]
