import json
from collections.abc import Mapping
from typing import Any

import pytest

from local_aws.event_source_mapping.filter_criteria import FilterCriteria
from local_aws.event_source_mapping.records import StreamRecord
from tests.infrastructure.program import Program


@pytest.fixture
def mapping(prod: Program) -> Mapping[str, Any]:
    return prod.one("aws:lambda/eventSourceMapping:EventSourceMapping", "stream-etl").inputs


def test_the_mapping_loses_nothing_that_it_can_keep(mapping: Mapping[str, Any]) -> None:
    assert mapping["startingPosition"] == "TRIM_HORIZON"
    assert mapping["functionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["bisectBatchOnFunctionError"] is True
    assert mapping["destinationConfig"] == {
        "onFailure": {"destinationArn": "arn:aws:mock:::stream-etl-failures"}
    }


def test_a_stack_says_how_changes_come(tuned: Program) -> None:
    mapping = tuned.one("aws:lambda/eventSourceMapping:EventSourceMapping", "stream-etl").inputs
    assert mapping["batchSize"] == 200
    assert mapping["maximumBatchingWindowInSeconds"] == 7
    assert mapping["maximumRecordAgeInSeconds"] == 900


def test_age_alone_ends_the_tries_while_the_stream_still_has_the_record(mapping: Mapping[str, Any]) -> None:
    assert mapping["maximumRetryAttempts"] == -1
    assert 12 * 3600 < mapping["maximumRecordAgeInSeconds"] <= 23 * 3600


IMAGE = {"pk": {"S": "USER#1"}, "sk": {"S": "X"}}


@pytest.mark.parametrize(
    ("change", "passes"),
    [
        ({"NewImage": {**IMAGE, "entity": {"S": "task"}}}, True),
        ({"OldImage": {**IMAGE, "entity": {"S": "task"}}}, True),
        (
            {"NewImage": {**IMAGE, "entity": {"S": "user"}}, "OldImage": {**IMAGE, "entity": {"S": "user"}}},
            True,
        ),
        ({"NewImage": {**IMAGE, "entity": {"S": "invoice"}}}, True),
        ({"NewImage": {**IMAGE, "entity": {"N": "1"}}}, True),
        ({"NewImage": IMAGE}, True),
        ({"OldImage": IMAGE}, True),
        ({"NewImage": {**IMAGE, "entity": {"S": "email"}}}, False),
        ({"OldImage": {**IMAGE, "entity": {"S": "email"}}}, False),
        ({"NewImage": {**IMAGE, "entity": {"S": "idempotency"}}}, False),
        ({"OldImage": {**IMAGE, "entity": {"S": "idempotency"}}}, False),
        ({"NewImage": {**IMAGE, "entity": {"S": "erased"}}}, False),
        ({"OldImage": {**IMAGE, "entity": {"S": "erased"}}}, False),
        ({"NewImage": {**IMAGE, "entity": {"S": "deletion"}}}, False),
        ({"OldImage": {**IMAGE, "entity": {"S": "deletion"}}}, False),
    ],
)
def test_only_the_known_other_items_are_kept_from_the_function(
    mapping: Mapping[str, Any], change: dict[str, Any], *, passes: bool
) -> None:
    patterns = [each["pattern"] for each in mapping["filterCriteria"]["filters"]]
    assert all(set(json.loads(pattern)) == {"dynamodb"} for pattern in patterns)
    assert len(patterns) <= 5
    record = StreamRecord("1", 0.0, json.dumps({"eventName": "MODIFY", "dynamodb": change}).encode())
    assert FilterCriteria(patterns).match(record) is passes
