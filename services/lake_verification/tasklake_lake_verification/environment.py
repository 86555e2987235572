"""Settings that the function reads from its environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from tasklake.environment import required, whole_number
from tasklake_lake.windows import Windows


@dataclass(frozen=True, slots=True)
class Environment:
    table_name: str
    lake_bucket: str
    glue_database: str
    workgroup: str
    windows: Windows
    etl_batch_window_seconds: int

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
            etl_batch_window_seconds=whole_number(
                variables,
                "ETL_BATCH_WINDOW_SECONDS",
                "how long a change may wait for its batch to fill",
                least=0,
            ),
        )
