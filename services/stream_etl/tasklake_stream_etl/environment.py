"""Settings that the function reads from its environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from tasklake.environment import required


@dataclass(frozen=True, slots=True)
class Environment:
    lake_bucket: str
    failure_bucket: str
    tables: tuple[str, ...] = ()

    @classmethod
    def load(cls, variables: Mapping[str, str] = os.environ) -> Self:
        """Read the settings.

        Raises:
            MissingVariableError: A variable is missing or empty.
        """
        return cls(
            lake_bucket=required(
                variables, "LAKE_BUCKET", "the name of the bucket that holds the event objects"
            ),
            failure_bucket=required(
                variables, "FAILURE_BUCKET", "the name of the bucket for quarantined records"
            ),
            tables=tuple(
                required(variables, "TABLE_NAMES", "the names of all tables, oldest first").split(",")
            ),
        )
