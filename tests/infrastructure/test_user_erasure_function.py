import json
from collections.abc import Mapping
from typing import Any

import pytest

from local_aws.event_source_mapping.filter_criteria import FilterCriteria
from local_aws.event_source_mapping.records import StreamRecord
from tests.infrastructure.program import Program

MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping"


@pytest.fixture
def mapping(prod: Program) -> Mapping[str, Any]:
    return prod.one(MAPPING, "user-erasure").inputs


@pytest.fixture
def granted(prod: Program) -> dict[str, Any]:
    policy = json.loads(prod.one("aws:iam/rolePolicy:RolePolicy", "user-erasure").inputs["policy"])
    return {statement["Sid"]: statement for statement in policy["Statement"]}


def test_a_marked_profile_is_delivered_alone(mapping: Mapping[str, Any]) -> None:
    assert mapping["startingPosition"] == "TRIM_HORIZON"
    assert mapping["batchSize"] == 1
    assert mapping["maximumBatchingWindowInSeconds"] == 0
    assert mapping["functionResponseTypes"] == ["ReportBatchItemFailures"]


def test_the_stream_has_no_more_readers_than_a_shard_allows(prod: Program) -> None:
    readers = [mapping.inputs["eventSourceArn"] for mapping in prod.all(MAPPING)]
    assert readers == ["arn:aws:mock:::tasks/stream/1"] * 2


PROFILE = {
    "pk": {"S": "USER#1"},
    "sk": {"S": "PROFILE"},
    "entity": {"S": "user"},
    "version": {"N": "2"},
}
ACTIVE = {**PROFILE, "status": {"S": "active"}}
ERASING = {**PROFILE, "status": {"S": "erasing"}}


@pytest.mark.parametrize(
    ("change", "passes"),
    [
        ({"OldImage": ACTIVE, "NewImage": ERASING}, True),
        ({"OldImage": ERASING, "NewImage": ERASING}, True),
        ({"NewImage": ACTIVE}, False),
        ({"OldImage": ERASING, "NewImage": ACTIVE}, False),
        ({"OldImage": ERASING}, False),
        ({"NewImage": {**ERASING, "entity": {"S": "task"}}}, False),
        ({"NewImage": {**PROFILE, "entity": {"S": "erased"}}}, False),
        ({"NewImage": {**PROFILE, "entity": {"S": "idempotency"}}}, False),
    ],
)
def test_only_a_marked_profile_reaches_the_function(
    mapping: Mapping[str, Any], change: dict[str, Any], *, passes: bool
) -> None:
    (pattern,) = [each["pattern"] for each in mapping["filterCriteria"]["filters"]]
    assert set(json.loads(pattern)) == {"dynamodb"}
    record = StreamRecord("1", 0.0, json.dumps({"eventName": "MODIFY", "dynamodb": change}).encode())
    assert FilterCriteria([pattern]).match(record) is passes


def test_what_is_given_up_goes_to_a_bucket_of_its_own(
    prod: Program, mapping: Mapping[str, Any], granted: dict[str, Any]
) -> None:
    assert mapping["destinationConfig"] == {
        "onFailure": {"destinationArn": "arn:aws:mock:::user-erasure-failures"}
    }
    assert granted["Failures"]["Resource"] == ["arn:aws:mock:::user-erasure-failures/aws/lambda/*"]
    assert granted["FailureDestination"]["Resource"] == ["arn:aws:mock:::user-erasure-failures"]
    notification = prod.one("aws:s3/bucketNotification:BucketNotification", "user-erasure").inputs
    assert notification["eventbridge"] is True


def test_the_role_reaches_one_table_the_ledger_one_stream_one_pool_and_one_bucket(
    granted: dict[str, Any],
) -> None:
    assert granted.keys() == {
        "OwnLog",
        "Traces",
        "Stream",
        "Streams",
        "Items",
        "Ledger",
        "Accounts",
        "Failures",
        "FailureDestination",
    }
    assert granted["Items"]["Resource"] == ["arn:aws:mock:::tasks"]
    assert granted["Ledger"]["Resource"] == ["arn:aws:mock:::erasure-ledger"]
    assert granted["Stream"]["Resource"] == ["arn:aws:mock:::tasks/stream/1"]
    assert granted["Accounts"]["Resource"] == ["arn:aws:mock:::identity"]


def test_a_run_leaves_time_for_its_last_calls(prod: Program) -> None:
    function = prod.one("aws:lambda/function:Function", "user-erasure").inputs
    assert function["timeout"] >= 60
    assert function["environment"]["variables"]["TABLE_NAME"] == "tasks"
    assert function["environment"]["variables"]["USER_POOL_ID"] == "identity-id"
    assert function["environment"]["variables"]["LEDGER_TABLE_NAME"] == "erasure-ledger"


def test_the_ledger_is_recoverable_and_stays_when_the_table_is_restored(
    prod: Program, restored: Program
) -> None:
    for program in (prod, restored):
        ledger = program.one("aws:dynamodb/table:Table", "erasure-ledger")
        assert ledger.inputs["hashKey"] == "user_id"
        assert ledger.inputs["pointInTimeRecovery"] == {"enabled": True}
        assert ledger.inputs["ttl"] == {"attributeName": "expires_at", "enabled": True}
        assert "restoreSourceName" not in ledger.inputs
        assert program.outputs["erasure_ledger"] == "erasure-ledger"
