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
    table_name: str

    @classmethod
    def load(cls, variables: Mapping[str, str] = os.environ) -> Self:
        """Read the settings.

        Raises:
            MissingVariableError: A variable is missing or empty.
        """
        table_name = variables.get("TABLE_NAME")
        if not table_name:
            raise MissingVariableError("TABLE_NAME", "the name of the DynamoDB table")
        return cls(table_name)
