from collections.abc import Sequence
from dataclasses import replace

import pytest

from tasklake.erasure import ErasedUser
from tasklake.idempotency import IdempotencyKey, IdempotencyRecord
from tasklake.items import (
    deletion_from_tombstone,
    email_claim_item,
    item_from_deletion,
    item_from_erased_user,
    item_from_idempotency_record,
    item_from_task,
    item_from_user,
)
from tasklake.models import epoch_milliseconds
from tasklake_lake.event_tables import TASK_EVENTS, EventTable
from tasklake_stream_etl.batch import read_batch
from tasklake_stream_etl.rows import rows_of
from tests.unit.stream_etl.table_changes import (
    READ,
    TASK,
    USER,
    Item,
    Record,
    change,
    tombstone_of,
)

INSERTED = dict.fromkeys(column.name for column in TASK_EVENTS.columns) | {
    "task_id": "0195a0b2-0000-7000-8000-000000000001",
    "user_id": "user-1",
    "status": "in_progress",
    "priority": "high",
    "category": "phone",
    "labels": ["calls", "engine"],
    "due_date": 20521,
    "created_at": 1_772_359_200_123,
    "updated_at": 1_772_364_600_456,
    "completed_at": None,
    "version": 1,
    "generation": 1,
    "request_id": "request-1",
    "op": "insert",
    "occurred_at": 1_772_364_600_456,
    "previous_status": None,
    "changed": [
        "title",
        "description",
        "status",
        "priority",
        "category",
        "labels",
        "due_date",
        "created_at",
    ],
    "sequence": "000000000000000000700",
    "schema_version": TASK_EVENTS.schema_version,
    "ingested_at": 1_772_600_767_890,
}


def columns_of(record: Record, tables: Sequence[str] = ()) -> tuple[EventTable, dict[str, object]]:
    (made,) = rows_of([record], epoch_milliseconds(READ), tables)
    (row,) = made.rows
    return made.table, dict(zip((column.name for column in made.table.columns), row, strict=True))


def test_an_inserted_task_becomes_a_row_of_its_new_image() -> None:
    table, row = columns_of(change(None, item_from_task(replace(TASK, version=1, request_id="request-1"))))

    assert table is TASK_EVENTS
    assert row == INSERTED


def test_a_task_that_begins_with_a_later_version_is_a_snapshot_since_nothing_before_it_is_lost() -> None:
    _, row = columns_of(change(None, item_from_task(replace(TASK, version=2))))
    assert (row["op"], row["version"], row["previous_status"], row["changed"]) == ("snapshot", 2, None, [])


@pytest.mark.parametrize(
    ("before", "after"),
    [(None, tombstone_of(TASK)), (tombstone_of(TASK), tombstone_of(TASK)), (tombstone_of(TASK), None)],
    ids=["put", "written", "removed"],
)
def test_what_becomes_of_a_tombstone_is_no_change(before: Item | None, after: Item | None) -> None:
    assert rows_of([change(before, after)], epoch_milliseconds(READ)) == []


def test_a_task_put_in_the_place_of_its_tombstone_is_back() -> None:
    _, row = columns_of(change(tombstone_of(TASK), item_from_task(replace(TASK, version=5))))

    assert (row["op"], row["version"], row["previous_status"]) == ("update", 5, "in_progress")


TABLES_THEN_RESTORED = [["tasklake", "tasklake-1", "tasklake-2"], ["tasklake"]]


@pytest.mark.parametrize("tables", TABLES_THEN_RESTORED)
def test_the_first_delete_after_a_restore_is_of_the_generation_that_its_tombstone_has(
    tables: Sequence[str],
) -> None:
    tombstone = tombstone_of(replace(TASK, generation=2))

    _, row = columns_of(change(item_from_task(TASK), tombstone), tables)

    assert (row["generation"], row["version"]) == (2, 4)


@pytest.mark.parametrize(
    ("tables", "generation"),
    [
        (["tasklake"], 1),
        (["tasks", "tasklake"], 1),
        (["tasks", "tasks-1", "tasklake"], 2),
        (["tasks", "tasks-1", "tasklake", "restored again since"], 2),
        (["tasks", "tasks-1", "a table that the record is not of"], 2),
    ],
)
def test_a_delete_that_leaves_no_tombstone_is_of_its_tables_generation_and_never_of_an_earlier_than_the_items(
    tables: Sequence[str], generation: int
) -> None:
    _, row = columns_of(change(item_from_task(TASK), None), tables)

    assert (row["generation"], row["version"]) == (generation, 4)


def test_a_delete_never_occurs_before_the_write_it_deletes() -> None:
    # The whole second of the write, 456 milliseconds before it.
    _, row = columns_of(change(item_from_task(TASK), None, created_at=1_772_364_600))

    assert row["occurred_at"] == 1_772_364_600_456


def test_a_creation_time_with_a_fraction_is_kept_to_the_millisecond() -> None:
    _, row = columns_of(change(item_from_task(TASK), None, created_at=1_772_364_777.789))

    assert row["occurred_at"] == 1_772_364_777_789


def test_a_record_of_another_version_of_the_format_is_read_for_what_it_has() -> None:
    record = change(None, item_from_task(TASK))

    assert columns_of({**record, "eventVersion": "9.9", "later": {}}) == columns_of(record)


def test_a_write_that_makes_no_new_version_is_no_change() -> None:
    earlier = {name: value for name, value in item_from_task(TASK).items() if name != "generation"}

    assert rows_of([change(earlier, item_from_task(TASK))], epoch_milliseconds(READ)) == []


def test_another_item_of_the_same_version_is_a_change() -> None:
    another = replace(TASK, created_at=TASK.updated_at)

    _, row = columns_of(change(item_from_task(TASK), item_from_task(another)))

    assert row["changed"] == ["created_at"]


def test_attributes_that_the_models_do_not_know_are_left_out() -> None:
    item = {**item_from_task(replace(TASK, version=4)), "colour": {"S": "red"}}

    _, row = columns_of(change(item_from_task(TASK), item))

    assert "red" not in row.values()
    assert row["changed"] == []


def test_the_newest_change_of_a_batch_is_that_of_all_tables() -> None:
    earlier = item_from_user(replace(USER, updated_at=USER.created_at))

    batch = read_batch([change(None, item_from_task(TASK)), change(None, earlier)], READ)

    assert batch.newest_change == epoch_milliseconds(TASK.updated_at)


@pytest.mark.parametrize(
    "item",
    [
        email_claim_item("ada@example.com", "user-1"),
        item_from_idempotency_record(IdempotencyRecord.of(TASK, IdempotencyKey("key", "fingerprint"))),
        item_from_erased_user(ErasedUser("user-1", TASK.created_at)),
        item_from_deletion(deletion_from_tombstone(tombstone_of(TASK))),
    ],
    ids=lambda item: item["entity"]["S"],
)
def test_items_without_a_table_have_no_row(item: Item) -> None:
    assert rows_of([change(None, item)], epoch_milliseconds(READ)) == []
