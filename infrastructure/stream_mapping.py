"""What every function that reads the table's stream needs: a mapping, rights, and a bucket for what is given up.

Two functions read the stream, and no third one may: more than two readers of a shard are throttled (Amazon DynamoDB
Developer Guide, "Change data capture for DynamoDB Streams").
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_aws as aws

from infrastructure.bucket import Expiration, PrivateBucket, PrivateBucketArgs
from infrastructure.policy import Statement

ON_FAILURE_PREFIX: Final = "aws/lambda"
"""Where Lambda itself puts the batches it gives up."""


@dataclass(frozen=True)
class FailureBucketArgs:
    retention_days: int
    require_tls: bool
    force_destroy: bool


@dataclass(frozen=True)
class StreamMappingArgs:
    """What makes one mapping of the stream differ from another's.

    Attributes:
        table_stream_arn: What is read.
        function_arn: What is invoked.
        patterns: A change passes when one of them matches its `dynamodb` key, the only one that a mapping on DynamoDB
            filters on (AWS Lambda Developer Guide, "Using event filtering with a DynamoDB event source").
        batch_size: Changes in one invocation at the most.
        batch_window_seconds: How long to wait for them.
        maximum_retry_attempts: How often a failing batch is tried again.
        maximum_record_age_seconds: How long.
        failure_bucket_arn: Where it goes then, payload and all.
    """

    table_stream_arn: pulumi.Input[str]
    function_arn: pulumi.Input[str]
    patterns: Sequence[Mapping[str, object]]
    batch_size: int
    batch_window_seconds: int
    maximum_retry_attempts: int
    maximum_record_age_seconds: int
    failure_bucket_arn: pulumi.Input[str]


def create_failure_bucket(name: str, args: FailureBucketArgs, opts: pulumi.ResourceOptions) -> PrivateBucket:
    """Return a bucket of one function's own, which tells EventBridge of every object that arrives."""
    bucket = PrivateBucket(
        f"{name}-failures",
        PrivateBucketArgs(
            expirations=[Expiration("", args.retention_days)],
            require_tls=args.require_tls,
            force_destroy=args.force_destroy,
        ),
        opts=opts,
    )
    aws.s3.BucketNotification(name, bucket=bucket.name, eventbridge=True, opts=opts)
    return bucket


def stream_mapping(name: str, args: StreamMappingArgs, parent: pulumi.Resource) -> None:
    aws.lambda_.EventSourceMapping(
        name,
        event_source_arn=args.table_stream_arn,
        function_name=args.function_arn,
        starting_position="TRIM_HORIZON",
        batch_size=args.batch_size,
        maximum_batching_window_in_seconds=args.batch_window_seconds,
        bisect_batch_on_function_error=True,
        maximum_retry_attempts=args.maximum_retry_attempts,
        maximum_record_age_in_seconds=args.maximum_record_age_seconds,
        function_response_types=["ReportBatchItemFailures"],
        filter_criteria=aws.lambda_.EventSourceMappingFilterCriteriaArgs(
            filters=[
                aws.lambda_.EventSourceMappingFilterCriteriaFilterArgs(pattern=json.dumps(pattern))
                for pattern in args.patterns
            ]
        ),
        destination_config=aws.lambda_.EventSourceMappingDestinationConfigArgs(
            on_failure=aws.lambda_.EventSourceMappingDestinationConfigOnFailureArgs(
                destination_arn=args.failure_bucket_arn
            )
        ),
        # Lambda refuses a second mapping from one stream to one function.
        opts=pulumi.ResourceOptions(parent=parent, delete_before_replace=True),
    )


def stream_statements(table_stream_arn: pulumi.Input[str]) -> list[Statement]:
    """Return what a mapping may do, since Lambda reads the stream under the function's own role."""
    return [
        Statement(
            "Stream",
            ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
            [table_stream_arn],
        ),
        # It names no stream, so no single one can be granted.
        Statement("Streams", ["dynamodb:ListStreams"], ["*"]),
    ]


def failure_statements(bucket_arn: pulumi.Input[str], *prefixes: str) -> list[Statement]:
    """Return what a mapping may do, since Lambda writes the failure object under the function's own role.

    Args:
        bucket_arn: The function's failure bucket.
        prefixes: Folders that the function itself writes to besides.
    """
    folders = [*prefixes, ON_FAILURE_PREFIX]
    return [
        Statement(
            "Failures",
            ["s3:PutObject"],
            [pulumi.Output.concat(bucket_arn, f"/{folder}/*") for folder in folders],
        ),
        Statement("FailureDestination", ["s3:ListBucket"], [bucket_arn]),
    ]
