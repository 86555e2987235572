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


def test_a_stack_says_how_changes_come(tuned: Program) -> None:
    mapping = tuned.one("aws:lambda/eventSourceMapping:EventSourceMapping", "stream-etl").inputs
    assert mapping["batchSize"] == 200
    assert mapping["maximumBatchingWindowInSeconds"] == 7
    assert mapping["maximumRecordAgeInSeconds"] == 900


def test_age_alone_ends_the_tries_while_the_stream_still_has_the_record(mapping: Mapping[str, Any]) -> None:
    assert mapping["maximumRetryAttempts"] == -1
    assert 12 * 3600 < mapping["maximumRecordAgeInSeconds"] <= 23 * 3600


@pytest.mark.parametrize("image", ["NewImage", "OldImage"])
@pytest.mark.parametrize(
    ("entity", "passes"),
    [
        ({"entity": {"S": "task"}}, True),
        ({"entity": {"S": "user"}}, True),
        ({"entity": {"S": "invoice"}}, True),
        ({"entity": {"N": "1"}}, True),
        ({}, True),
        ({"entity": {"S": "email"}}, False),
        ({"entity": {"S": "idempotency"}}, False),
        ({"entity": {"S": "erased"}}, False),
        ({"entity": {"S": "deletion"}}, False),
    ],
)
def test_only_the_known_other_items_are_kept_from_the_function(
    mapping: Mapping[str, Any], image: str, entity: dict[str, Any], *, passes: bool
) -> None:
    patterns = [each["pattern"] for each in mapping["filterCriteria"]["filters"]]
    assert all(set(json.loads(pattern)) == {"dynamodb"} for pattern in patterns)
    assert len(patterns) <= 5
    change = {image: {"pk": {"S": "USER#1"}, "sk": {"S": "X"}, **entity}}
    record = StreamRecord("1", 0.0, json.dumps({"eventName": "MODIFY", "dynamodb": change}).encode())
    assert FilterCriteria(patterns).match(record) is passes
