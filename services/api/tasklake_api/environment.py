"""Settings that the function reads from its environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from tasklake.environment import required, table_generation, whole_number


@dataclass(frozen=True, slots=True)
class Environment:
    table_name: str
    table_generation: int
    has_delta_sync: bool
    metrics_namespace: str
    rate_limit_per_second: int
    rate_limit_burst: int
    sign_in_url: str
    user_pool_client_id: str

    @classmethod
    def load(cls, variables: Mapping[str, str] = os.environ) -> Self:
        """Read the settings.

        Raises:
            MissingVariableError: A variable is missing or empty.
            InvalidVariableError: A variable has a value that it cannot have.
        """
        return cls(
            table_name=required(variables, "TABLE_NAME", "the name of the DynamoDB table"),
            table_generation=table_generation(variables),
            has_delta_sync=required(variables, "DELTA_SYNC", "`true` or `false`") == "true",
            metrics_namespace=required(
                variables, "POWERTOOLS_METRICS_NAMESPACE", "the CloudWatch namespace of the metrics"
            ),
            rate_limit_per_second=whole_number(
                variables, "RATE_LIMIT_PER_SECOND", "the requests of one user per second on average"
            ),
            rate_limit_burst=whole_number(variables, "RATE_LIMIT_BURST", "the requests of one user at once"),
            sign_in_url=required(variables, "SIGN_IN_URL", "the base URL of the user pool's domain"),
            user_pool_client_id=required(
                variables, "USER_POOL_CLIENT_ID", "the id of the user pool's client"
            ),
        )
