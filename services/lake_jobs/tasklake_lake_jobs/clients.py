"""The AWS clients of an execution environment."""

from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from tasklake.repository.dynamodb_answers import decode_answers

if TYPE_CHECKING:
    from types_boto3_athena import AthenaClient
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

PATIENT = Config(retries={"mode": "standard", "total_max_attempts": 10})
"""Nobody waits for the answers: throttled calls are tried often."""


def athena_client() -> "AthenaClient":
    return boto3.client("athena", config=PATIENT)  # pyright: ignore[reportUnknownMemberType]  # it has overloads for services without stubs


def dynamodb_client() -> "DynamoDBClient":
    client = boto3.client("dynamodb", config=PATIENT)  # pyright: ignore[reportUnknownMemberType]  # it has overloads for services without stubs
    decode_answers(client)
    return client


def s3_client() -> "S3Client":
    return boto3.client("s3", config=PATIENT)  # pyright: ignore[reportUnknownMemberType]  # it has overloads for services without stubs
