"""Settings that the functions read from their environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from tasklake.environment import required, whole_number
from tasklake_lake.windows import Windows
from tasklake_lake_jobs.clients import athena_client
from tasklake_operations.athena import AthenaWorkgroup

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class Environment:
    """What the functions have in common."""

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
        return AthenaWorkgroup(
            athena=athena_client(), s3=s3, workgroup=self.workgroup, database=self.glue_database
        )
