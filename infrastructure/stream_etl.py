"""From the change stream to the lake: the function, its event source mapping, and where failures go."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infrastructure.bucket import Expiration, PrivateBucket, PrivateBucketArgs
from infrastructure.bundle import Platform
from infrastructure.function import ServiceFunction, ServiceFunctionArgs
from infrastructure.policy import Statement
from tasklake import keys
from tasklake.lake import EVENTS_PREFIX, QUARANTINE_PREFIX

ON_FAILURE_PREFIX = "aws/lambda"
"""Where Lambda itself puts the batches it gives up."""


@dataclass(frozen=True)
class StreamEtlArgs:
    table_stream_arn: pulumi.Input[str]
    lake_bucket_name: pulumi.Input[str]
    lake_bucket_arn: pulumi.Input[str]
    platform: Platform
    memory_mb: int
    batch_size: int
    batch_window_seconds: int
    maximum_retry_attempts: int
    maximum_record_age_seconds: int
    failure_retention_days: int
    log_retention_days: int
    require_tls: bool
    force_destroy: bool


class StreamEtl(pulumi.ComponentResource):
    failure_bucket: PrivateBucket
    function: ServiceFunction

    def __init__(self, name: str, args: StreamEtlArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("tasklake:etl:StreamEtl", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        self.failure_bucket = PrivateBucket(
            f"{name}-failures",
            PrivateBucketArgs(
                expirations=[Expiration("", args.failure_retention_days)],
                require_tls=args.require_tls,
                force_destroy=args.force_destroy,
            ),
            opts=child,
        )
        aws.s3.BucketNotification(name, bucket=self.failure_bucket.name, eventbridge=True, opts=child)
        self.function = ServiceFunction(name, etl_function(args, self.failure_bucket), opts=child)
        aws.lambda_.EventSourceMapping(
            name,
            event_source_arn=args.table_stream_arn,
            function_name=self.function.arn,
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
                    for pattern in change_patterns()
                ]
            ),
            destination_config=aws.lambda_.EventSourceMappingDestinationConfigArgs(
                on_failure=aws.lambda_.EventSourceMappingDestinationConfigOnFailureArgs(
                    destination_arn=self.failure_bucket.arn
                )
            ),
            # Lambda refuses a second mapping from one stream to one function.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )
        self.register_outputs({"failure_bucket": self.failure_bucket.name})


def etl_function(args: StreamEtlArgs, failure_bucket: PrivateBucket) -> ServiceFunctionArgs:
    # Lambda reads the stream and writes the on-failure object under the function's own role.
    statements = [
        Statement(
            "Stream",
            ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
            [args.table_stream_arn],
        ),
        # It names no stream, so no single one can be granted.
        Statement("Streams", ["dynamodb:ListStreams"], ["*"]),
        Statement(
            "Events",
            ["s3:PutObject"],
            [pulumi.Output.concat(args.lake_bucket_arn, f"/{EVENTS_PREFIX}/*")],
        ),
        Statement(
            "Failures",
            ["s3:PutObject"],
            [
                pulumi.Output.concat(failure_bucket.arn, f"/{prefix}/*")
                for prefix in (QUARANTINE_PREFIX, ON_FAILURE_PREFIX)
            ],
        ),
        Statement("FailureDestination", ["s3:ListBucket"], [failure_bucket.arn]),
    ]
    return ServiceFunctionArgs(
        service="stream_etl",
        handler="tasklake_stream_etl.handler.handler",
        platform=args.platform,
        memory_mb=args.memory_mb,
        timeout_seconds=60,
        environment={"LAKE_BUCKET": args.lake_bucket_name, "FAILURE_BUCKET": failure_bucket.name},
        statements=statements,
        log_retention_days=args.log_retention_days,
    )


def change_patterns() -> list[Mapping[str, object]]:
    """Return filter patterns that keep only the known other items away.

    A record passes when one pattern matches. The function must see items of an unknown kind, and those without a
    kind, to quarantine them; so the patterns name what is left out, not what is let in. A mapping on DynamoDB filters
    on the `dynamodb` key alone (AWS Lambda Developer Guide, "Using event filtering with a DynamoDB event source").
    """
    others = [keys.EMAIL_ENTITY, keys.IDEMPOTENCY_ENTITY]
    of_another_kind = {keys.ENTITY: {"S": [{"anything-but": others}]}}
    without_kind = {keys.PARTITION_KEY: {"S": [{"exists": True}]}, keys.ENTITY: {"S": [{"exists": False}]}}
    return [
        {"dynamodb": {image: pattern}}
        for image in ("NewImage", "OldImage")
        for pattern in (of_another_kind, without_kind)
    ]
