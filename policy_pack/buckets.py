"""What is asked of S3 buckets; resources of their own carry most of it."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from policy_pack.control import Control, Inputs, at, has, is_on
from policy_pack.statements import Statement, no_statement, statements

BUCKET: Final = ("aws:s3/bucket:Bucket",)
ENCRYPTION: Final = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
LIFECYCLE: Final = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
POLICY: Final = "aws:s3/bucketPolicy:BucketPolicy"
VERSIONING: Final = "aws:s3/bucketVersioning:BucketVersioning"

PUBLIC_ACCESS: Final = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")

NOT_FOR_OTHERS: Final = (
    "s3:DeleteBucketPolicy",
    "s3:PutBucketAcl",
    "s3:PutBucketPolicy",
    "s3:PutEncryptionConfiguration",
    "s3:PutObjectAcl",
)
"""The actions that S3.6 keeps from other accounts."""


def refuses_plain_http(policy: Inputs) -> bool:
    return any(
        each.effect == "Deny"
        and "s3:*" in each.actions
        and "*" in each.principals.get("AWS", ())
        and any(resource.endswith("/*") for resource in each.resources)
        and each.condition == {"Bool": {"aws:SecureTransport": "false"}}
        for each in statements(policy["policy"])
    )


def is_for_others(statement: Statement) -> bool:
    return statement.grants(*NOT_FOR_OTHERS) and "AWS" in statement.principals


def rules(lifecycle: Inputs) -> Iterator[Any]:
    return (rule for rule in lifecycle.get("rules", ()) if rule.get("status") == "Enabled")


def with_rule(action: str) -> Callable[[Inputs], bool]:
    return lambda lifecycle: any(rule.get(action) for rule in rules(lifecycle))


def is_encrypted(configuration: Inputs, *algorithms: str) -> bool:
    found = [
        at(rule, "applyServerSideEncryptionByDefault.sseAlgorithm") for rule in configuration.get("rules", ())
    ]
    return bool(found) and all(each in algorithms for each in found)


BUCKETS: Final = (
    Control(
        "S3.4",
        "Buckets encrypt objects",
        BUCKET,
        lambda configuration: is_encrypted(configuration, "AES256", "aws:kms", "aws:kms:dsse"),
        ENCRYPTION,
    ),
    Control("S3.5", "Buckets refuse requests without TLS", BUCKET, refuses_plain_http, POLICY),
    Control(
        "S3.6",
        "Bucket policies give no other account what changes a bucket",
        (POLICY,),
        no_statement(is_for_others),
    ),
    Control(
        "S3.7",
        "Buckets are replicated to another region",
        BUCKET,
        has("rules"),
        "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
    ),
    Control(
        "S3.8",
        "Buckets block public access; S3.2 and S3.3 follow",
        BUCKET,
        lambda block: all(block.get(name) is True for name in PUBLIC_ACCESS),
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    ),
    Control("S3.9", "Buckets log access", BUCKET, has("targetBucket"), "aws:s3/bucketLogging:BucketLogging"),
    Control(
        "S3.10",
        "Buckets with versions let old ones go",
        (VERSIONING,),
        with_rule("noncurrentVersionExpiration"),
        # The rules are made after the versions, as S3 changes one thing of a bucket at a time.
        LIFECYCLE,
    ),
    Control(
        "S3.11",
        "Buckets tell of events",
        BUCKET,
        is_on("eventbridge"),
        "aws:s3/bucketNotification:BucketNotification",
    ),
    Control(
        "S3.12",
        "No access control list counts",
        BUCKET,
        has("rule.objectOwnership", "BucketOwnerEnforced"),
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    ),
    Control("S3.13", "Buckets let objects expire", BUCKET, with_rule("expiration"), LIFECYCLE),
    Control(
        "S3.14", "Buckets keep versions", BUCKET, has("versioningConfiguration.status", "Enabled"), VERSIONING
    ),
    Control("S3.15", "Buckets lock objects", BUCKET, is_on("objectLockEnabled")),
    Control(
        "S3.17",
        "Buckets encrypt with a key of KMS",
        BUCKET,
        lambda configuration: is_encrypted(configuration, "aws:kms", "aws:kms:dsse"),
        ENCRYPTION,
    ),
    Control(
        "S3.20",
        "Versions are deleted with MFA only",
        (VERSIONING,),
        has("versioningConfiguration.mfaDelete", "Enabled"),
    ),
    Control(
        "CKV_AWS_70",
        "Bucket policies allow the public nothing",
        (POLICY,),
        no_statement(lambda each: each.is_public),
    ),
    Control(
        "CKV_AWS_300",
        "Uploads that nobody finishes are given up",
        BUCKET,
        with_rule("abortIncompleteMultipartUpload"),
        LIFECYCLE,
    ),
    Control(
        "Tasklake.force-destroy",
        "Nothing with data in it is deleted with it",
        (*BUCKET, "aws:athena/workgroup:Workgroup"),
        lambda inputs: not inputs.get("forceDestroy"),
    ),
)
