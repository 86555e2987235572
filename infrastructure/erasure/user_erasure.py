"""The erasure of users: the function, its event source mapping, and where it puts what it gives up."""

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
from tasklake.models import UserStatus


@dataclass(frozen=True)
class UserErasureArgs:
    table_name: pulumi.Input[str]
    table_arn: pulumi.Input[str]
    table_stream_arn: pulumi.Input[str]
    user_pool_id: pulumi.Input[str]
    user_pool_arn: pulumi.Input[str]
    platform: Platform
    memory_mb: int
    maximum_retry_attempts: int
    maximum_record_age_seconds: int
    failure_retention_days: int
    log_retention_days: int
    require_tls: bool
    force_destroy: bool


class UserErasure(pulumi.ComponentResource):
    """Reads the same stream as the ETL, which takes both readers that a shard may have."""

    failure_bucket: PrivateBucket
    function: ServiceFunction

    def __init__(self, name: str, args: UserErasureArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("tasklake:erasure:UserErasure", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        # Not the ETL's: neither function can overwrite, or list, what the other one gave up.
        self.failure_bucket = create_failure_bucket(
            name,
            FailureBucketArgs(
                retention_days=args.failure_retention_days,
                require_tls=args.require_tls,
                force_destroy=args.force_destroy,
            ),
            child,
        )
        self.function = ServiceFunction(name, erasure_function(args, self.failure_bucket), opts=child)
        stream_mapping(
            name,
            StreamMappingArgs(
                table_stream_arn=args.table_stream_arn,
                function_arn=self.function.arn,
                patterns=[marked_profile_pattern()],
                # One user's erasure takes as long as an invocation may, and fails for itself alone.
                batch_size=1,
                batch_window_seconds=0,
                maximum_retry_attempts=args.maximum_retry_attempts,
                maximum_record_age_seconds=args.maximum_record_age_seconds,
                failure_bucket_arn=self.failure_bucket.arn,
            ),
            parent=self,
        )
        self.register_outputs({"failure_bucket": self.failure_bucket.name})


def erasure_function(args: UserErasureArgs, failure_bucket: PrivateBucket) -> ServiceFunctionArgs:
    return ServiceFunctionArgs(
        service="user_erasure",
        handler="tasklake_user_erasure.handler.handler",
        platform=args.platform,
        memory_mb=args.memory_mb,
        # Half of it is for batches, after which the erasure continues with the next version of the profile.
        timeout_seconds=60,
        environment={"TABLE_NAME": args.table_name, "USER_POOL_ID": args.user_pool_id},
        statements=[
            *stream_statements(args.table_stream_arn),
            # Of the transaction that ends an erasure, IAM sees the Delete and Put in it.
            Statement(
                "Items",
                [
                    "dynamodb:BatchWriteItem",
                    "dynamodb:DeleteItem",
                    "dynamodb:GetItem",
                    "dynamodb:PutItem",
                    "dynamodb:Query",
                    "dynamodb:UpdateItem",
                ],
                [args.table_arn],
            ),
            Statement("Accounts", ["cognito-idp:AdminDeleteUser"], [args.user_pool_arn]),
            *failure_statements(failure_bucket.arn),
        ],
        log_retention_days=args.log_retention_days,
    )


def marked_profile_pattern() -> Mapping[str, object]:
    """Return the filter pattern of a profile that is marked, or is marked still and continues."""
    return {
        "dynamodb": {
            "NewImage": {keys.ENTITY: {"S": [keys.USER_ENTITY]}, "status": {"S": [UserStatus.ERASING]}}
        }
    }
