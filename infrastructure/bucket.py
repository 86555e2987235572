"""A bucket as every bucket here is: private, encrypted, owned by the account, TLS only, with expiring objects."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infrastructure.deployment import Deployment
from infrastructure.policy import Statement, policy


@dataclass(frozen=True)
class Expiration:
    """Objects below a prefix that go after some days."""

    prefix: str
    days: int


@dataclass(frozen=True)
class PrivateBucketArgs:
    expirations: Sequence[Expiration]
    deployment: Deployment


class PrivateBucket(pulumi.ComponentResource):
    name: pulumi.Output[str]
    arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: PrivateBucketArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tasklake:storage:PrivateBucket", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        bucket = aws.s3.Bucket(name, force_destroy=args.deployment.force_destroy, opts=child)
        self.name = bucket.bucket
        self.arn = bucket.arn

        aws.s3.BucketPublicAccessBlock(
            name,
            bucket=self.name,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=child,
        )
        aws.s3.BucketOwnershipControls(
            name,
            bucket=self.name,
            rule=aws.s3.BucketOwnershipControlsRuleArgs(object_ownership="BucketOwnerEnforced"),
            opts=child,
        )
        aws.s3.BucketServerSideEncryptionConfiguration(
            name,
            bucket=self.name,
            rules=[
                aws.s3.BucketServerSideEncryptionConfigurationRuleArgs(
                    apply_server_side_encryption_by_default=aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
                        sse_algorithm="AES256"
                    )
                )
            ],
            opts=child,
        )
        aws.s3.BucketLifecycleConfiguration(
            name, bucket=self.name, rules=lifecycle_rules(args.expirations), opts=child
        )
        if args.deployment.require_tls:
            aws.s3.BucketPolicy(name, bucket=self.name, policy=tls_only(self.arn), opts=child)
        self.register_outputs({"name": self.name, "arn": self.arn})


def lifecycle_rules(
    expirations: Sequence[Expiration],
) -> list[aws.s3.BucketLifecycleConfigurationRuleArgs]:
    rules = [
        aws.s3.BucketLifecycleConfigurationRuleArgs(
            id=f"expire-{expiration.prefix.strip('/').replace('/', '-') or 'all'}",
            status="Enabled",
            filter=aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=expiration.prefix),
            expiration=aws.s3.BucketLifecycleConfigurationRuleExpirationArgs(days=expiration.days),
        )
        for expiration in expirations
    ]
    unfinished = aws.s3.BucketLifecycleConfigurationRuleArgs(
        id="abort-unfinished-uploads",
        status="Enabled",
        filter=aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=""),
        abort_incomplete_multipart_upload=aws.s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
            days_after_initiation=1
        ),
    )
    return [*rules, unfinished]


def tls_only(bucket_arn: pulumi.Output[str]) -> pulumi.Output[str]:
    """Return the policy that refuses every request without TLS, whoever makes it."""
    return policy(
        Statement(
            "TlsOnly",
            ["s3:*"],
            [bucket_arn, pulumi.Output.concat(bucket_arn, "/*")],
            effect="Deny",
            principal="*",
            condition={"Bool": {"aws:SecureTransport": "false"}},
        )
    )
