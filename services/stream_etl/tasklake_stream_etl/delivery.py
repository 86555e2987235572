"""A batch's objects, and their way to S3."""

from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from tasklake_lake.event_tables import EVENT_TABLES
from tasklake_stream_etl import parquet, quarantine
from tasklake_stream_etl.batch import Batch
from tasklake_stream_etl.environment import Environment
from tasklake_stream_etl.object_keys import events_key, quarantine_key

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import PutObjectRequestTypeDef


def s3_client() -> "S3Client":
    """Return the client of this execution environment; a bucket that does not answer fails within 20 seconds."""
    config = Config(
        connect_timeout=2,
        read_timeout=4,
        retries={"mode": "standard", "total_max_attempts": 3},
        # It would check again what the function below has put together.
        parameter_validation=False,
    )
    return boto3.client("s3", config=config)  # pyright: ignore[reportUnknownMemberType]  # it has overloads for services without stubs


def objects_of(batch: Batch, environment: Environment) -> "list[PutObjectRequestTypeDef]":
    """Return the objects that hold a batch: one for the quarantined records, first, and one for each table's rows."""
    objects: list[PutObjectRequestTypeDef] = []
    if batch.quarantined:
        lines = quarantine.json_lines(batch.quarantined)
        objects.append(
            {
                "Bucket": environment.failure_bucket,
                "Key": quarantine_key(lines, batch.ingested_at),
                "Body": lines,
                "ContentType": quarantine.CONTENT_TYPE,
            }
        )
    objects.extend(
        {
            "Bucket": environment.lake_bucket,
            "Key": events_key(table, batch.event_ids[table.name], batch.ingested_at),
            "Body": parquet.parquet_file(table, rows),
            "ContentType": parquet.CONTENT_TYPE,
        }
        for table in EVENT_TABLES
        if (rows := batch.rows[table.name])
    )
    return objects


def deliver(batch: Batch, s3: "S3Client", environment: Environment) -> list[str]:
    """Write a batch's objects, all made before the first is put; what a retry repeats, it overwrites.

    Returns:
        The keys written.

    Raises:
        botocore.exceptions.ClientError: S3 refused an object.
        botocore.exceptions.BotoCoreError: S3 could not be reached.
    """
    objects = objects_of(batch, environment)
    for request in objects:
        s3.put_object(**request)
    return [request["Key"] for request in objects]
