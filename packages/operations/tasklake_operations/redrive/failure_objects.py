"""The objects of the failure buckets that can be delivered again, and where each goes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from tasklake_lake.event_tables import QUARANTINE_PREFIX
from tasklake_operations.redrive.contents import (
    LOOK_AT_IT,
    FailedRecord,
    RefusedError,
    failed_batch,
    quarantined_records,
)
from tasklake_operations.stack import StackOutputs

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

ON_FAILURE_PREFIX: Final = "aws/lambda"
"""Where Lambda itself puts the batches it gives up."""

LARGEST_BYTES: Final = 64 * 1024**2
"""No batch of 6 MB is as large, though it stands as text in JSON."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Objects of one kind.

    Attributes:
        bucket: Where it is.
        prefix: Of the keys, without the slash.
        function_name: The function that gets its records.
        read: Takes an object's body and returns its records, or raises a RefusedError.
        feeds_lake: Whether the function writes changes to the lake.
    """

    bucket: str
    prefix: str
    function_name: str
    read: Callable[[bytes], Sequence[FailedRecord]]
    feeds_lake: bool


@dataclass(frozen=True, slots=True)
class FailureObject:
    folder: Folder
    key: str
    size: int
    modified: datetime

    def __str__(self) -> str:
        return f"s3://{self.folder.bucket}/{self.key}"


def folders(outputs: StackOutputs) -> tuple[Folder, ...]:
    """Return the folders of a stack, the quarantine last, since what others bring may be quarantined."""
    etl, erasure = outputs.stream_etl_function_name, outputs.user_erasure_function_name
    return (
        Folder(
            outputs.failure_bucket,
            ON_FAILURE_PREFIX,
            etl,
            partial(failed_batch, function_name=etl),
            feeds_lake=True,
        ),
        Folder(
            outputs.erasure_failure_bucket,
            ON_FAILURE_PREFIX,
            erasure,
            partial(failed_batch, function_name=erasure),
            feeds_lake=False,
        ),
        quarantine(outputs),
    )


def quarantine(outputs: StackOutputs) -> Folder:
    """Return the folder of the records that the ETL could not understand."""
    return Folder(
        outputs.failure_bucket,
        QUARANTINE_PREFIX,
        outputs.stream_etl_function_name,
        quarantined_records,
        feeds_lake=True,
    )


def objects_in(s3: "S3Client", folder: Folder) -> Iterator[FailureObject]:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=folder.bucket, Prefix=f"{folder.prefix}/")
    for page in pages:
        for listed in page.get("Contents", []):
            match listed:
                case {"Key": key, "Size": size, "LastModified": modified}:
                    yield FailureObject(folder, key, size, modified)
                case _:
                    raise AssertionError(listed)


def records_in(s3: "S3Client", source: FailureObject) -> Sequence[FailedRecord]:
    """Return the records of an object.

    Raises:
        RefusedError: It cannot be delivered.
        NoSuchKey: It is gone.
    """
    if source.size > LARGEST_BYTES:
        raise RefusedError(f"It is larger than any batch. {LOOK_AT_IT}")
    body = s3.get_object(Bucket=source.folder.bucket, Key=source.key)["Body"].read()
    return source.folder.read(body)
