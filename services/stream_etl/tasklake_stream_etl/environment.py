"""Settings that the function reads from its environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self


class MissingVariableError(Exception):
    """An environment variable that the function cannot do without is not set."""

    def __init__(self, name: str, meaning: str) -> None:
        super().__init__(f"Set the environment variable {name} to {meaning}.")


@dataclass(frozen=True, slots=True)
class Environment:
    lake_bucket: str
    failure_bucket: str

    @classmethod
    def load(cls, variables: Mapping[str, str] = os.environ) -> Self:
        """Read the settings.

        Raises:
            MissingVariableError: A variable is missing or empty.
        """
        lake_bucket = variables.get("LAKE_BUCKET")
        if not lake_bucket:
            raise MissingVariableError("LAKE_BUCKET", "the name of the bucket that holds the event objects")
        failure_bucket = variables.get("FAILURE_BUCKET")
        if not failure_bucket:
            raise MissingVariableError("FAILURE_BUCKET", "the name of the bucket for quarantined records")
        return cls(lake_bucket, failure_bucket)
