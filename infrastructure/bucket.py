"""A bucket as every bucket here is: private, encrypted, owned by the account, TLS only, with expiring objects."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infrastructure.deployment import Deployment
from infrastructure.policy import Statement, policy

type Rules = list[aws.s3.BucketLifecycleConfigurationRuleArgsDict]


@dataclass(frozen=True)
class Expiration:
    """Objects below a prefix that go after some days."""

    prefix: str
    days: int


class PrivateBucket(pulumi.ComponentResource):
    """A bucket.

    Args:
        expirations: What goes after which time.
        deployment: What it has in common with everything else.
        version_retention_days: How long what is overwritten or deleted can be brought back; 0 for a bucket without
            versions.
    """

    name: pulumi.Output[str]
    arn: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        *,
        expirations: Sequence[Expiration],
        deployment: Deployment,
        version_retention_days: int = 0,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("tasklake:storage:PrivateBucket", name, None, opts)

        bucket = aws.s3.Bucket(
            name,
            force_destroy=deployment.force_destroy,
            # A refresh reads into the bucket what other resources manage, and the next update would take it away
            # (https://github.com/pulumi/pulumi-aws/issues/6244).
            opts=pulumi.ResourceOptions(
                parent=self,
                ignore_changes=["lifecycleRules", "serverSideEncryptionConfiguration", "versioning"],
            ),
        )
        self.name = bucket.bucket
        self.arn = bucket.arn
        rules = lifecycle_rules(expirations, version_retention_days)
        self._configure(name, bucket, rules, deployment, has_versions=version_retention_days > 0)
        self.register_outputs({"name": self.name, "arn": self.arn})

    def _configure(
        self,
        name: str,
        bucket: pulumi.Resource,
        rules: Rules,
        deployment: Deployment,
        *,
        has_versions: bool,
    ) -> None:
        """Make what belongs to the bucket, one after the other: S3 refuses two changes of a bucket at once with 409."""
        last = bucket

        def in_turn() -> pulumi.ResourceOptions:
            return pulumi.ResourceOptions(parent=self, depends_on=[last])

        last = aws.s3.BucketPublicAccessBlock(
            name,
            bucket=self.name,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=in_turn(),
        )
        last = aws.s3.BucketOwnershipControls(
            name,
            bucket=self.name,
            rule={"object_ownership": "BucketOwnerEnforced"},
            opts=in_turn(),
        )
        last = aws.s3.BucketServerSideEncryptionConfiguration(
            name,
            bucket=self.name,
            rules=[{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}],
            opts=in_turn(),
        )
        if has_versions:
            last = aws.s3.BucketVersioning(
                name,
                bucket=self.name,
                versioning_configuration={"status": "Enabled"},
                opts=in_turn(),
            )
        last = aws.s3.BucketLifecycleConfiguration(name, bucket=self.name, rules=rules, opts=in_turn())
        if deployment.require_tls:
            aws.s3.BucketPolicy(name, bucket=self.name, policy=tls_only(self.arn), opts=in_turn())


def lifecycle_rules(expirations: Sequence[Expiration], version_retention_days: int) -> Rules:
    rules: Rules = [
        {
            "id": f"expire-{expiration.prefix.strip('/').replace('/', '-') or 'all'}",
            "status": "Enabled",
            "filter": {"prefix": expiration.prefix},
            "expiration": {"days": expiration.days},
        }
        for expiration in expirations
    ]
    rules.append(
        {
            "id": "abort-unfinished-uploads",
            "status": "Enabled",
            "filter": {"prefix": ""},
            "abort_incomplete_multipart_upload": {"days_after_initiation": 1},
        }
    )
    if version_retention_days:
        # Old versions go, and the delete markers that are left of them.
        versions: Rules = [
            {
                "id": "expire-old-versions",
                "status": "Enabled",
                "filter": {"prefix": ""},
                "noncurrent_version_expiration": {"noncurrent_days": version_retention_days},
            },
            {
                "id": "expire-delete-markers",
                "status": "Enabled",
                "filter": {"prefix": ""},
                "expiration": {"expired_object_delete_marker": True},
            },
        ]
        rules += versions
    return rules


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
