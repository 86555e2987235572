"""Settings that the function reads from its environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from tasklake.environment import required, table_generation


@dataclass(frozen=True, slots=True)
class Environment:
    table_name: str
    table_generation: int
    user_pool_id: str

    @classmethod
    def load(cls, variables: Mapping[str, str] = os.environ) -> Self:
        """Read the settings.

        Raises:
            MissingVariableError: A variable is missing or empty.
            InvalidVariableError: The generation is not a whole number.
        """
        return cls(
            table_name=required(variables, "TABLE_NAME", "the name of the DynamoDB table"),
            table_generation=table_generation(variables),
            user_pool_id=required(variables, "USER_POOL_ID", "the id of the Cognito user pool"),
        )
