"""A function that the table's stream feeds: its mapping, and a bucket of its own for what is given up.

Two functions read the stream, and no third one may: more than two readers of a shard are throttled (Amazon DynamoDB
Developer Guide, "Change data capture for DynamoDB Streams").
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pulumi
import pulumi_aws as aws

from infrastructure.bucket import Expiration, PrivateBucket
from infrastructure.function import ServiceFunction, ServiceFunctionArgs
from infrastructure.policy import Statement

ON_FAILURE_PREFIX: Final = "aws/lambda"
"""Where Lambda itself puts the batches it gives up."""

UNLIMITED_RETRIES: Final = -1
"""A failing batch is tried until its records are too old (AWS Lambda Developer Guide, "Lambda parameters for Amazon
DynamoDB event source mappings")."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """How changes come to a function.

    Attributes:
        batch_size: Changes in one invocation at the most.
        batch_window_seconds: How long to wait for them.
        maximum_retry_attempts: How often a failing batch is tried again; see `UNLIMITED_RETRIES`.
        maximum_record_age_seconds: After which a record is given up, tried or not.
    """

    batch_size: int
    batch_window_seconds: int
    maximum_retry_attempts: int
    maximum_record_age_seconds: int


class StreamFunction(pulumi.ComponentResource):
    """The function, its failure bucket and its mapping.

    Attributes:
        mapping_uuid: What CloudWatch calls the mapping.
    """

    failure_bucket: PrivateBucket
    function: ServiceFunction
    mapping_uuid: pulumi.Output[str]

    def __init__(self, type_: str, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_, name, None, opts)

    def make(
        self,
        name: str,
        function: ServiceFunctionArgs,
        *,
        table_stream_arn: pulumi.Input[str],
        patterns: Sequence[Mapping[str, object]],
        delivery: Delivery,
        failure_prefixes: Sequence[str] = (),
    ) -> None:
        """Make the function and what belongs to it; once what it depends on is made.

        Args:
            name: Of the resources.
            function: The function, with what it reads and may do besides the stream and its failure bucket.
            table_stream_arn: What is read.
            patterns: A change passes when one of them matches its `dynamodb` key, the only one that a mapping on DynamoDB
                filters on (AWS Lambda Developer Guide, "Using event filtering with a DynamoDB event source").
            delivery: How changes come.
            failure_prefixes: Folders of the failure bucket that the function itself writes to; FAILURE_BUCKET comes with them.
        """
        child = pulumi.ResourceOptions(parent=self)

        # One for each function: neither can overwrite, or list, what the other one gave up.
        self.failure_bucket = PrivateBucket(
            f"{name}-failures",
            expirations=[Expiration("", function.deployment.failure_retention_days)],
            deployment=function.deployment,
            opts=child,
        )
        aws.s3.BucketNotification(name, bucket=self.failure_bucket.name, eventbridge=True, opts=child)
        own_failures = {"FAILURE_BUCKET": self.failure_bucket.name} if failure_prefixes else {}
        self.function = ServiceFunction(
            name,
            replace(
                function,
                environment={**function.environment, **own_failures},
                statements=[
                    *stream_statements(table_stream_arn),
                    *function.statements,
                    *failure_statements(self.failure_bucket.arn, failure_prefixes),
                ],
            ),
            opts=child,
        )
        mapping = aws.lambda_.EventSourceMapping(
            name,
            event_source_arn=table_stream_arn,
            function_name=self.function.arn,
            starting_position="TRIM_HORIZON",
            batch_size=delivery.batch_size,
            maximum_batching_window_in_seconds=delivery.batch_window_seconds,
            bisect_batch_on_function_error=True,
            maximum_retry_attempts=delivery.maximum_retry_attempts,
            maximum_record_age_in_seconds=delivery.maximum_record_age_seconds,
            function_response_types=["ReportBatchItemFailures"],
            filter_criteria={"filters": [{"pattern": json.dumps(pattern)} for pattern in patterns]},
            destination_config={"on_failure": {"destination_arn": self.failure_bucket.arn}},
            # How many records it reads, whether or not they pass the filter (AWS Lambda Developer Guide, "Event source
            # mapping metrics").
            metrics_config={"metrics": ["EventCount"]},
            # Lambda refuses a second mapping from one stream to one function.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )
        self.mapping_uuid = mapping.uuid
        self.register_outputs({"failure_bucket": self.failure_bucket.name})


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


def failure_statements(bucket_arn: pulumi.Input[str], prefixes: Sequence[str]) -> list[Statement]:
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
