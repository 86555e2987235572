import json

from tasklake.items import item_from_task
from tasklake_stream_etl.quarantine import QuarantinedRecord, json_lines
from tests.unit.stream_etl.table_changes import TASK, change


def test_each_record_is_a_line_of_its_reason_and_its_whole_self() -> None:
    first, second = change(None, item_from_task(TASK)), change(item_from_task(TASK), None, sequence=701)

    lines = json_lines([QuarantinedRecord("one", first), QuarantinedRecord("two", second)]).splitlines()

    assert [json.loads(line) for line in lines] == [
        {"reason": "one", "record": first},
        {"reason": "two", "record": second},
    ]


def test_a_text_that_is_not_utf_8_survives() -> None:
    (line,) = json_lines([QuarantinedRecord("odd", {"text": "\ud800"})]).splitlines()

    assert json.loads(line)["record"] == {"text": "\ud800"}


def test_the_sequence_number_is_none_where_a_record_has_none() -> None:
    assert (
        QuarantinedRecord("fine", change(None, item_from_task(TASK))).sequence_number
        == "000000000000000000700"
    )
    assert QuarantinedRecord("odd", {}).sequence_number is None
