from datetime import UTC, datetime

import pytest

from tasklake.items import item_from_task
from tasklake_lake.event_tables import TASK_EVENTS, USER_EVENTS
from tasklake_stream_etl.object_keys import BatchName, NotAStreamEventError
from tests.unit.stream_etl.table_changes import TASK, Record, change

ITEM = item_from_task(TASK)


def batch(*created_at: float) -> list[Record]:
    return [change(None, ITEM, sequence=700 + n, created_at=second) for n, second in enumerate(created_at)]


def test_a_key_holds_the_partition_the_sequence_range_and_the_first_event() -> None:
    name = BatchName.of(batch(1_772_326_801, 1_772_326_802))

    assert name.events_key(TASK_EVENTS) == (
        "raw/task_events/dt=2026-03-01/hour=01/"
        "000000000000000000700-000000000000000000701-000000000000000000000000000002bc.parquet"
    )
    assert name.events_key(USER_EVENTS).startswith(
        "raw/user_events/dt=2026-03-01/hour=01/000000000000000000700-"
    )
    assert name.quarantine_key == (
        "quarantine/2026/03/01/000000000000000000700-000000000000000000701-000000000000000000000000000002bc.jsonl"
    )


def test_the_partition_is_that_of_the_newest_record() -> None:
    just_before_midnight, midnight = 1_772_409_599.9, 1_772_409_600

    name = BatchName.of(batch(just_before_midnight, midnight, just_before_midnight))

    assert name.newest == datetime(2026, 3, 2, tzinfo=UTC)


def test_records_that_cannot_be_read_do_not_name_the_batch() -> None:
    records = batch(1_772_326_801, 1_772_326_802, 1_772_326_803, 1_772_326_804)
    records[0] = {}
    del records[3]["dynamodb"]["SequenceNumber"]

    name = BatchName.of(records)

    assert (name.first_sequence, name.last_sequence) == ("000000000000000000701", "000000000000000000702")
    assert name.newest == datetime(2026, 3, 1, 1, 0, 4, tzinfo=UTC)


def test_two_shards_with_the_same_numbers_get_two_keys() -> None:
    here, there = batch(1_772_326_801), batch(1_772_326_801)
    there[0]["eventID"] = "another"

    assert BatchName.of(here).events_key(TASK_EVENTS) != BatchName.of(there).events_key(TASK_EVENTS)


@pytest.mark.parametrize("records", [[], [{}], [{"eventSource": "aws:sqs", "messageId": "1"}]])
def test_an_event_of_something_else_is_refused(records: list[Record]) -> None:
    with pytest.raises(NotAStreamEventError, match="invoke this function with an event of a DynamoDB stream"):
        BatchName.of(records)


@pytest.mark.parametrize("name", ["SequenceNumber", "ApproximateCreationDateTime"])
def test_a_batch_without_sequence_or_time_is_refused(name: str) -> None:
    records = batch(1_772_326_801)
    del records[0]["dynamodb"][name]

    with pytest.raises(NotAStreamEventError):
        BatchName.of(records)
