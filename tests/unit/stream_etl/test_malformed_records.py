"""Every way in which a record cannot be understood, beside a neighbour that can."""

from dataclasses import replace
from typing import Any

import pytest

from tasklake.items import item_from_task, item_from_user
from tasklake_stream_etl.attributes import attribute
from tasklake_stream_etl.batch import AT_ONCE, read_batch
from tests.unit.stream_etl.table_changes import READ, TASK, USER, Record, change, tombstone_of

MISSING = "(missing)"
NO_KIND = "eventName is none of INSERT, MODIFY and REMOVE"
NO_ID = "eventID is missing or not an id"
NO_CHANGE = "dynamodb is missing or not an object"
NO_SEQUENCE = "SequenceNumber is missing or not a number"
NO_TIME = "ApproximateCreationDateTime is missing or not a time"
NOT_A_TASK = "Keys are not a task's, though the entity is task"
NOT_A_PROFILE = "Keys are not a profile's, though the entity is user"
NO_STATUS = "status is none of pending, in_progress, completed, cancelled"
NO_VERSION = "version is not within 1 and 9223372036854775806"

# By the change of a task: where its record is damaged, what stands there then, and the reason that quarantine gives.
DAMAGES: dict[str, list[tuple[str, object, str]]] = {
    "update": [
        ("eventName", MISSING, NO_KIND),
        ("eventName", "UPSERT", NO_KIND),
        ("eventName", ["MODIFY"], NO_KIND),
        ("eventID", MISSING, NO_ID),
        ("eventID", "a/b", NO_ID),
        ("dynamodb", MISSING, NO_CHANGE),
        ("dynamodb", [], NO_CHANGE),
        ("dynamodb.SequenceNumber", MISSING, NO_SEQUENCE),
        ("dynamodb.SequenceNumber", 700, NO_SEQUENCE),
        ("dynamodb.SequenceNumber", "7-0", NO_SEQUENCE),
        ("dynamodb.OldImage", MISSING, "OldImage is missing or not an object"),
        ("dynamodb.NewImage", MISSING, "NewImage is missing or not an object"),
        ("dynamodb.NewImage", "?", "NewImage is missing or not an object"),
        ("dynamodb.Keys", MISSING, "Keys is missing or not an object"),
        ("dynamodb.Keys.pk", MISSING, "pk is missing"),
        ("dynamodb.Keys.sk", {"N": "1"}, "sk is not of type S"),
        ("dynamodb.Keys.sk", {"S": "TASK#"}, "Keys hold an empty id"),
        ("dynamodb.Keys.sk", {"S": "PROFILE"}, NOT_A_TASK),
        ("dynamodb.Keys.pk", {"S": "EMAIL#ada@example.com"}, NOT_A_TASK),
        ("dynamodb.NewImage.entity", MISSING, "entity is missing"),
        ("dynamodb.NewImage.entity", {"S": "project"}, "entity is unknown"),
        ("dynamodb.NewImage.entity", {"S": "user"}, NOT_A_PROFILE),
        ("dynamodb.NewImage.status", MISSING, "status is missing"),
        ("dynamodb.NewImage.status", {"N": "1"}, "status is not of type S"),
        ("dynamodb.NewImage.status", {"S": 1}, "status is not of type S"),
        ("dynamodb.NewImage.status", {"S": "parked"}, NO_STATUS),
        ("dynamodb.OldImage.status", {"S": "parked"}, NO_STATUS),
        ("dynamodb.NewImage.priority", {"S": "someday"}, "priority is none of low, medium, high, urgent"),
        ("dynamodb.NewImage.category", {"NULL": True}, "category is not of type S"),
        ("dynamodb.NewImage.category", {"S": "\ud800"}, "category is not UTF-8"),
        ("dynamodb.NewImage.labels", {"S": "calls"}, "labels is not of type L"),
        ("dynamodb.NewImage.labels", {"L": "calls"}, "labels is not of type L"),
        ("dynamodb.NewImage.labels", {"L": [{"S": "calls"}, {"N": "1"}]}, "labels is not of type S"),
        ("dynamodb.NewImage.labels", {"L": [{"S": "\ud800"}]}, "labels is not UTF-8"),
        ("dynamodb.NewImage.due_date", {"S": "2026-02-30"}, "due_date is not a date"),
        ("dynamodb.NewImage.created_at", MISSING, "created_at is missing"),
        ("dynamodb.NewImage.created_at", {"S": "2026-03-01"}, "created_at is not of type N"),
        ("dynamodb.NewImage.created_at", {"N": "1e3"}, "created_at is not an integer"),
        ("dynamodb.NewImage.updated_at", {"N": "-1"}, "updated_at is not within 0 and 253402300799999"),
        (
            "dynamodb.NewImage.completed_at",
            {"N": "253402300800000"},
            "completed_at is not within 0 and 253402300799999",
        ),
        ("dynamodb.NewImage.version", MISSING, "version is missing"),
        ("dynamodb.NewImage.version", {"N": "two"}, "version is not an integer"),
        ("dynamodb.NewImage.version", {"N": "0"}, NO_VERSION),
        ("dynamodb.NewImage.version", {"N": "9223372036854775807"}, NO_VERSION),
        ("dynamodb.NewImage.generation", MISSING, "generation is missing"),
        ("dynamodb.NewImage.generation", {"N": "-1"}, "generation is not within 0 and 9223372036854775806"),
        ("dynamodb.NewImage.request_id", MISSING, "request_id is missing"),
    ],
    "delete": [
        ("dynamodb.OldImage", MISSING, "OldImage is missing or not an object"),
        ("dynamodb.OldImage.version", MISSING, "version is missing"),
        ("dynamodb.ApproximateCreationDateTime", MISSING, NO_TIME),
        ("dynamodb.ApproximateCreationDateTime", "now", NO_TIME),
        ("dynamodb.ApproximateCreationDateTime", -1, NO_TIME),
        ("dynamodb.ApproximateCreationDateTime", float("nan"), NO_TIME),
        ("dynamodb.ApproximateCreationDateTime", 1_772_364_601_000, NO_TIME),
    ],
    "tombstone": [
        ("dynamodb.OldImage", MISSING, "OldImage is missing or not an object"),
        ("dynamodb.NewImage.request_id", {"N": "1"}, "request_id is not of type S"),
        ("dynamodb.NewImage.deleted_at", {"S": "now"}, "deleted_at is not of type N"),
    ],
    "insert": [("dynamodb.NewImage", MISSING, "NewImage is missing or not an object")],
}


def damaged(record: Record, path: str, value: object) -> Record:
    *parents, name = path.split(".")
    parent: dict[str, Any] = record
    for each in parents:
        parent = parent[each]
    if value == MISSING:
        del parent[name]
    else:
        parent[name] = value
    return record


def assert_quarantined(record: Record, reason: str) -> None:
    neighbour = change(None, item_from_user(USER), sequence=701)

    batch = read_batch([record, neighbour], READ)

    assert [(each.reason, each.record) for each in batch.quarantined] == [(reason, record)]
    assert [len(rows) for rows in batch.rows.values()] == [0, 1]


def task_change(kind: str) -> Record:
    before = replace(TASK, version=TASK.version - 1)
    match kind:
        case "insert":
            return change(None, item_from_task(TASK))
        case "update":
            return change(item_from_task(before), item_from_task(TASK))
        case "delete":
            return change(item_from_task(TASK), None)
        case _:
            return change(item_from_task(TASK), tombstone_of(TASK))


@pytest.mark.parametrize(
    ("kind", "path", "value", "reason"),
    [
        pytest.param(kind, path, value, reason, id=f"{kind}: {path}={value}")
        for kind, damages in DAMAGES.items()
        for path, value, reason in damages
    ],
)
def test_a_damaged_record_is_quarantined_alone(kind: str, path: str, value: object, reason: str) -> None:
    assert_quarantined(damaged(task_change(kind), path, value), reason)


def test_a_profile_under_a_tasks_key_is_quarantined() -> None:
    assert_quarantined(change(None, {**item_from_user(USER), "sk": {"S": "TASK#1"}}), NOT_A_PROFILE)


def test_a_profile_with_an_empty_id_is_quarantined() -> None:
    assert_quarantined(change(None, {**item_from_user(USER), "pk": {"S": "USER#"}}), "Keys hold an empty id")


def test_damaged_records_all_over_a_batch_leave_the_others_in_their_order() -> None:
    size, damaged_ones = 2 * AT_ONCE + 3, [0, 1, AT_ONCE - 1, AT_ONCE, 2 * AT_ONCE + 2]
    records = [
        change(None, item_from_task(replace(TASK, version=1)), sequence=place) for place in range(size)
    ]
    for place in damaged_ones:
        damaged(records[place], "dynamodb.Keys", MISSING)

    batch = read_batch(records, READ)

    assert [each.record for each in batch.quarantined] == [records[place] for place in damaged_ones]
    good = [record["eventID"] for place, record in enumerate(records) if place not in damaged_ones]
    assert batch.event_ids["task_events"] == good
    sequences = [f"{int(event_id, 16):021d}" for event_id in good]
    assert [row[-3] for row in batch.rows["task_events"]] == sequences


@pytest.mark.parametrize("record", [None, "record", 7, [], {}])
def test_what_is_no_record_at_all_is_quarantined(record: Record) -> None:
    assert_quarantined(record, NO_CHANGE)


def test_a_field_of_a_type_that_no_reader_stands_for_is_refused() -> None:
    with pytest.raises(TypeError, match="no attribute stands for ratio of type <class 'float'>"):
        attribute("ratio", float)
