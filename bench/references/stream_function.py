"""A function that writes a batch of stream records to S3 as most would: boto3, pydantic and pyarrow, all of it at the module's level."""
# ruff: noqa: INP001  # imported by its name alone

import os
from typing import TYPE_CHECKING, Any

import boto3
from stream_rows import pydantic_to_parquet

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

s3: "S3Client" = boto3.client("s3")  # pyright: ignore[reportUnknownMemberType]  # it has overloads for services without stubs


def handler(event: dict[str, Any], context: Any) -> None:  # noqa: ANN401, ARG001  # Lambda passes it
    records = event["Records"]
    name = f"raw/{records[0]['eventID']}.parquet"
    s3.put_object(Bucket=os.environ["LAKE_BUCKET"], Key=name, Body=pydantic_to_parquet(records))
