from typing import TYPE_CHECKING, Any, cast

import pytest

from local_aws.event_source_mapping.configuration import MappingConfiguration
from local_aws.event_source_mapping.errors import UnsupportedMappingError
from tests.unit.local_aws.event_source_mapping.fakes import FUNCTION_ARN, STREAM_ARN

if TYPE_CHECKING:
    from types_boto3_lambda.type_defs import EventSourceMappingConfigurationTypeDef

MINIMAL = {
    "UUID": "1a7336f3",
    "EventSourceArn": STREAM_ARN,
    "FunctionArn": FUNCTION_ARN,
    "StartingPosition": "TRIM_HORIZON",
    "State": "Disabled",
}


def read(**changes: object) -> MappingConfiguration:
    described = cast("EventSourceMappingConfigurationTypeDef", {**MINIMAL, **changes})
    return MappingConfiguration.from_api(described)


def test_lambdas_defaults_apply() -> None:
    mapping = read()

    assert mapping.batch_size == 100
    assert mapping.batching_window_seconds == 0
    assert mapping.maximum_retry_attempts == -1
    assert mapping.maximum_record_age_seconds == 86_400
    assert mapping.bisect_batch_on_function_error is False
    assert mapping.report_batch_item_failures is False
    assert mapping.destination_arn is None


def test_every_setting_is_read() -> None:
    mapping = read(
        BatchSize=500,
        MaximumBatchingWindowInSeconds=5,
        MaximumRetryAttempts=3,
        MaximumRecordAgeInSeconds=3600,
        BisectBatchOnFunctionError=True,
        FunctionResponseTypes=["ReportBatchItemFailures"],
        DestinationConfig={"OnFailure": {"Destination": "arn:aws:s3:::failures"}},
        ParallelizationFactor=10,
    )

    assert mapping.batch_size == 500
    assert mapping.batching_window_seconds == 5
    assert mapping.parallelization_factor == 10
    assert mapping.maximum_retry_attempts == 3
    assert mapping.maximum_record_age_seconds == 3600
    assert mapping.bisect_batch_on_function_error
    assert mapping.report_batch_item_failures
    assert mapping.destination_arn == "arn:aws:s3:::failures"


def test_a_record_grows_no_older_than_the_stream_keeps_it() -> None:
    assert read(MaximumRecordAgeInSeconds=604_800).maximum_record_age_seconds == 86_400


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"EventSourceArn": "arn:aws:sqs:us-east-1:000000000000:queue"}, "no DynamoDB stream"),
        ({"StartingPosition": "AT_TIMESTAMP"}, "starts at AT_TIMESTAMP"),
        ({"State": "Enabled"}, "create it with Enabled=False"),
        ({"BatchSize": 0}, "BatchSize is 0; 1 to 10000"),
        ({"BatchSize": 10_001}, "BatchSize is 10001"),
        ({"MaximumBatchingWindowInSeconds": 301}, "0 to 300"),
        ({"MaximumRetryAttempts": -2}, "0 to 10000, or -1"),
        ({"MaximumRecordAgeInSeconds": 59}, "60 to 604800, or -1"),
        ({"MaximumRecordAgeInSeconds": 604_801}, "60 to 604800, or -1"),
        ({"ParallelizationFactor": 11}, "ParallelizationFactor is 11; 1 to 10"),
        ({"TumblingWindowInSeconds": 30}, "TumblingWindowInSeconds is 30; 0 only"),
        ({"FilterCriteria": {"Filters": [{"Pattern": '{"a": [{"cidr": "10.0.0.0/8"}]}'}]}}, "cidr"),
    ],
)
def test_what_lambda_refuses_or_is_not_followed_here_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(UnsupportedMappingError, match=reason):
        read(**changes)
