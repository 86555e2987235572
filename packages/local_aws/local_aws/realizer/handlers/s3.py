"""S3 buckets and their settings."""

from collections.abc import Callable
from typing import Any

from local_aws.realizer.resource_types import GOES_ALL_THE_SAME, Aws, Made, Resource, ResourceType, put_type
from local_aws.root import LOCAL_REGION


def _create_bucket(aws: Aws, bucket: Resource) -> Made:
    name = bucket["bucket"]
    aws.call("s3", "create_bucket", bucket.but("tags"))
    return Made(
        name,
        {
            "arn": f"arn:aws:s3:::{name}",
            "bucketRegion": LOCAL_REGION,
            "bucketDomainName": f"{name}.s3.amazonaws.com",
            "bucketRegionalDomainName": f"{name}.s3.{LOCAL_REGION}.amazonaws.com",
        },
    )


def _tag_bucket(aws: Aws, bucket: Resource, _made: Made) -> None:
    if tags := bucket.inputs.get("tags"):
        aws.call("s3", "put_bucket_tagging", {"bucket": bucket["bucket"], "tagging": {"tagSet": tags}})


def _of_bucket(
    operation: str,
    request: Callable[[Resource], dict[str, Any]] = lambda setting: setting.inputs,
    **ignored: str,
) -> ResourceType:
    """Return the type of what a bucket has one of."""
    return put_type(
        "s3", operation, lambda setting: Made(setting["bucket"]),
        request=request, fixed=["bucket"], named_by=None, ignored=ignored,
    )  # fmt: skip


def _setting(operation: str, parameter: str, *beside: str, **ignored: str) -> ResourceType:
    """Return the type of a bucket's setting: one parameter holds every input but those beside it."""
    return _of_bucket(
        operation,
        lambda setting: {**setting.only("bucket", *beside), parameter: setting.but("bucket", *beside)},
        **ignored,
    )


def _notification_request(setting: Resource) -> dict[str, Any]:
    notifications = setting.but("bucket", "eventbridge")
    if setting.inputs.get("eventbridge"):
        notifications["eventBridgeConfiguration"] = {}  # its presence is the switch
    return {"bucket": setting["bucket"], "notificationConfiguration": notifications}


TYPES = {
    "aws:s3/bucketVersioning:BucketVersioning": _of_bucket("put_bucket_versioning"),
    "aws:s3/bucket:Bucket": ResourceType(
        create=_create_bucket,
        configure=_tag_bucket,
        named_by="bucket",
        ignored={"forceDestroy": GOES_ALL_THE_SAME},
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _setting(
        "put_bucket_lifecycle_configuration", "lifecycleConfiguration", "transitionDefaultMinimumObjectSize"
    ),
    "aws:s3/bucketNotification:BucketNotification": _of_bucket(
        "put_bucket_notification_configuration", _notification_request
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _setting(
        "put_bucket_ownership_controls", "ownershipControls"
    ),
    "aws:s3/bucketPolicy:BucketPolicy": _of_bucket("put_bucket_policy"),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _setting(
        "put_public_access_block", "publicAccessBlockConfiguration", skipDestroy=GOES_ALL_THE_SAME
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _setting(
        "put_bucket_encryption", "serverSideEncryptionConfiguration"
    ),
}
