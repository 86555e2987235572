from typing import Any

import pytest

from tasklake.items import item_from_task, item_from_user
from tasklake_operations.verification.difference import Difference, Kind
from tasklake_operations.verification.entities import USERS
from tasklake_operations.verification.item_batches import item_batch
from tests.unit.stream_etl.table_changes import TASK, USER


def test_items_become_rows_without_what_is_personal() -> None:
    batch = item_batch([item_from_task(TASK), item_from_user(USER)])

    (_, tasks), (_, users) = batch.rows
    assert [name for name in tasks.schema.names if name in ("title", "description")] == []
    assert tasks.to_pylist()[0]["task_id"] == "0195a0b2-0000-7000-8000-000000000001"
    assert str(tasks.to_pylist()[0]["created_at"]) == "2026-03-01 10:00:00.123000"
    assert users.schema.names == list(USERS.columns)
    assert batch.unreadable == []


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("status", {"S": "forgotten"}),
        ("version", {"S": "3"}),
        ("version", {"N": "1.5"}),
        ("version", {"N": "99999999999999999999"}),
        ("created_at", {"N": "9999999999999999"}),
        ("due_date", {"S": "soon"}),
        ("category", {"S": "\ud800"}),
        ("priority", None),
    ],
)
def test_an_item_that_cannot_be_read_is_named_and_the_others_are_rows(attribute: str, value: Any) -> None:  # noqa: ANN401 - what no item may have
    broken: dict[str, Any] = {**item_from_task(TASK), "sk": {"S": "TASK#broken"}}
    del broken[attribute]
    if value is not None:
        broken[attribute] = value

    batch = item_batch([item_from_task(TASK), broken, item_from_user(USER)])

    assert batch.unreadable == [
        Difference(kind=Kind.UNREADABLE, entity="task", id="broken", relation="table", created_at=None)
    ]
    assert [(entity.name, rows.num_rows) for entity, rows in batch.rows] == [("task", 1), ("user", 1)]


def test_an_item_under_a_key_that_is_not_its_kinds_is_named_by_the_whole_key() -> None:
    batch = item_batch([{**item_from_task(TASK), "sk": {"S": "elsewhere"}}])
    assert [each.id for each in batch.unreadable] == ["USER#user-1 elsewhere"]
