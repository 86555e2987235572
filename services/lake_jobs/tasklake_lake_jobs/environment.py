"""What the functions have in common: settings from their environment, clients, and metrics."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import boto3
from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit
from botocore.config import Config

from tasklake.environment import required, whole_number
from tasklake.repository.dynamodb_answers import decode_answers
from tasklake_lake.windows import Windows
from tasklake_operations.athena import AthenaWorkgroup

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

PATIENT: Final = Config(retries={"mode": "standard", "total_max_attempts": 10})
"""Nobody waits for the answers: throttled calls are tried often."""


@dataclass(frozen=True, slots=True)
class Environment:
    table_name: str
    lake_bucket: str
    glue_database: str
    workgroup: str
    windows: Windows

    @classmethod
    def load(cls, variables: Mapping[str, str] = os.environ) -> Self:
        """Read the settings.

        Raises:
            MissingVariableError: A variable is missing or empty.
            InvalidVariableError: A number is none.
        """
        return cls(
            table_name=required(variables, "TABLE_NAME", "the name of the DynamoDB table"),
            lake_bucket=required(variables, "LAKE_BUCKET", "the name of the bucket that holds the lake"),
            glue_database=required(variables, "GLUE_DATABASE", "the name of the lake's database"),
            workgroup=required(variables, "WORKGROUP", "the name of the maintenance's Athena workgroup"),
            windows=Windows(
                tail_hours=whole_number(
                    variables, "LAKE_TAIL_HOURS", "the hours that the views read unmerged"
                ),
                raw_retention_days=whole_number(
                    variables, "RAW_RETENTION_DAYS", "the days that event objects stay"
                ),
                failure_retention_days=whole_number(
                    variables, "FAILURE_RETENTION_DAYS", "the days that undelivered batches stay"
                ),
            ),
        )

    def lake(self, s3: "S3Client") -> AthenaWorkgroup:
        athena = boto3.client("athena", config=PATIENT)  # pyright: ignore[reportUnknownMemberType]  # it has overloads for services without stubs
        return AthenaWorkgroup(athena=athena, s3=s3, workgroup=self.workgroup, database=self.glue_database)


def dynamodb_client() -> "DynamoDBClient":
    client = boto3.client("dynamodb", config=PATIENT)  # pyright: ignore[reportUnknownMemberType]  # see above
    decode_answers(client)
    return client


def s3_client() -> "S3Client":
    return boto3.client("s3", config=PATIENT)  # pyright: ignore[reportUnknownMemberType]  # see above


def emit(values: Mapping[str, float]) -> None:
    """Print metrics in CloudWatch's embedded metric format."""
    metrics = Metrics()
    for name, value in values.items():
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
    metrics.flush_metrics()
