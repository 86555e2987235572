"""From the change stream to the lake: the function, its event source mapping, and where failures go."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from infrastructure.bucket import PrivateBucket
from infrastructure.bundle import Platform
from infrastructure.function import ServiceFunction, ServiceFunctionArgs
from infrastructure.policy import Statement
from infrastructure.stream_mapping import (
    FailureBucketArgs,
    StreamMappingArgs,
    create_failure_bucket,
    failure_statements,
    stream_mapping,
    stream_statements,
)
from tasklake import keys
from tasklake_lake.event_tables import EVENTS_PREFIX, QUARANTINE_PREFIX


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

        self.failure_bucket = create_failure_bucket(
            name,
            FailureBucketArgs(
                retention_days=args.failure_retention_days,
                require_tls=args.require_tls,
                force_destroy=args.force_destroy,
            ),
            child,
        )
        self.function = ServiceFunction(name, etl_function(args, self.failure_bucket), opts=child)
        stream_mapping(
            name,
            StreamMappingArgs(
                table_stream_arn=args.table_stream_arn,
                function_arn=self.function.arn,
                patterns=change_patterns(),
                batch_size=args.batch_size,
                batch_window_seconds=args.batch_window_seconds,
                maximum_retry_attempts=args.maximum_retry_attempts,
                maximum_record_age_seconds=args.maximum_record_age_seconds,
                failure_bucket_arn=self.failure_bucket.arn,
            ),
            parent=self,
        )
        self.register_outputs({"failure_bucket": self.failure_bucket.name})


def etl_function(args: StreamEtlArgs, failure_bucket: PrivateBucket) -> ServiceFunctionArgs:
    statements = [
        *stream_statements(args.table_stream_arn),
        Statement(
            "Events",
            ["s3:PutObject"],
            [pulumi.Output.concat(args.lake_bucket_arn, f"/{EVENTS_PREFIX}/*")],
        ),
        *failure_statements(failure_bucket.arn, QUARANTINE_PREFIX),
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
    kind, to quarantine them; so the patterns name what is left out, not what is let in.
    """
    others = [keys.EMAIL_ENTITY, keys.IDEMPOTENCY_ENTITY, keys.ERASED_ENTITY]
    of_another_kind = {keys.ENTITY: {"S": [{"anything-but": others}]}}
    without_kind = {keys.PARTITION_KEY: {"S": [{"exists": True}]}, keys.ENTITY: {"S": [{"exists": False}]}}
    return [
        {"dynamodb": {image: pattern}}
        for image in ("NewImage", "OldImage")
        for pattern in (of_another_kind, without_kind)
    ]
