"""Settings that the function reads from its environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from tasklake.environment import required, table_generation


@dataclass(frozen=True, slots=True)
class Environment:
    lake_bucket: str
    failure_bucket: str
    table_generation: int = 0

    @classmethod
    def load(cls, variables: Mapping[str, str] = os.environ) -> Self:
        """Read the settings.

        Raises:
            MissingVariableError: A variable is missing or empty.
            InvalidVariableError: The generation is not a whole number.
        """
        return cls(
            lake_bucket=required(
                variables, "LAKE_BUCKET", "the name of the bucket that holds the event objects"
            ),
            failure_bucket=required(
                variables, "FAILURE_BUCKET", "the name of the bucket for quarantined records"
            ),
            table_generation=table_generation(variables),
        )
