"""How many events records take."""

import json

from tasklake_operations.redrive.invocation import LARGEST_EVENT_BYTES, events
from tasklake_operations.redrive.stream_records import StreamRecord
from tests.unit.stream_etl.table_changes import change


def record(sequence: int, size: int, letter: str = "x") -> StreamRecord:
    """Return the insert of an item of about as many bytes."""
    text = letter * (size // len(letter.encode()))
    item = {"pk": {"S": "USER#1"}, "sk": {"S": f"TASK#{sequence}"}, "description": {"S": text}}
    return StreamRecord.of(change(None, item, sequence=sequence))


def test_records_arrive_whole_and_in_order_however_many_events_they_take() -> None:
    records = [record(sequence, 100_000) for sequence in range(150)]
    sent = list(events(records))
    assert [body for event in sent for body in json.loads(event)["Records"]] == [
        record.body for record in records
    ]
    assert len(sent) == 3
    assert all(len(event) <= LARGEST_EVENT_BYTES for event in sent)


def test_a_batch_as_large_as_lambda_makes_it_is_split() -> None:
    # Escaped, a letter of two bytes has six.
    records = [record(sequence, 60_000, "\u0436") for sequence in range(100)]
    assert (
        len(json.dumps({"Records": [record.body for record in records]}, ensure_ascii=False).encode()) > 6e6
    )
    sent = list(events(records))
    assert len(sent) > 1
    assert all(len(event) <= LARGEST_EVENT_BYTES for event in sent)


def test_the_largest_item_there_can_be_takes_one_event() -> None:
    old, new = {"text": {"S": "\u0436" * 200_000}}, {"text": {"S": "\0" * 400_000}}
    keys = {"pk": {"S": "USER#1"}, "sk": {"S": "TASK#1"}}
    largest = StreamRecord.of(change({**keys, **old}, {**keys, **new}))
    (event,) = events([largest])
    assert len(event) <= LARGEST_EVENT_BYTES


def test_a_batch_that_fits_takes_one_event_and_none_takes_none() -> None:
    assert len(list(events([record(1, 100), record(2, 100)]))) == 1
    assert list(events([])) == []
