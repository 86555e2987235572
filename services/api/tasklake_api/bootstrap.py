"""The application on DynamoDB, wired together."""

from typing import TYPE_CHECKING

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from botocore.config import Config

from tasklake.repository.dynamodb_tasks import DynamoDBTaskRepository
from tasklake.repository.dynamodb_users import DynamoDBUserRepository
from tasklake_api.app import create_app
from tasklake_api.consumed_capacity import ConsumedCapacity
from tasklake_api.documentation import Documentation, SignInPage
from tasklake_api.environment import Environment
from tasklake_api.rate_limit import RateLimiter
from tasklake_api.request_log import RequestLog

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


def bootstrap(environment: Environment) -> APIGatewayHttpResolver:
    client = dynamodb_client()
    capacity = ConsumedCapacity()
    capacity.measure(client)
    return create_app(
        DynamoDBUserRepository(client, environment.table_name, generation=environment.table_generation),
        DynamoDBTaskRepository(client, environment.table_name, generation=environment.table_generation),
        Documentation(SignInPage(environment.sign_in_url, environment.user_pool_client_id)),
        RequestLog(
            Logger(utc=True, location=None),
            metrics_namespace=environment.metrics_namespace,
            capacity=capacity,
        ),
        RateLimiter(per_second=environment.rate_limit_per_second, burst=environment.rate_limit_burst),
        has_delta_sync=environment.has_delta_sync,
    )


def dynamodb_client() -> "DynamoDBClient":
    """Return the client of this execution environment; all its attempts together stay below 15 seconds."""
    config = Config(
        connect_timeout=1,
        read_timeout=3,
        retries={"mode": "standard", "total_max_attempts": 3},
        # botocore builds and cleans its own user agent twice a request, a quarter of what it costs.
        user_agent=f"tasklake-api Boto3/{boto3.__version__}",
        # The repository tests run with validation; here it would only repeat them.
        parameter_validation=False,
    )
    return boto3.client("dynamodb", config=config)  # pyright: ignore[reportUnknownMemberType]  # it has overloads for services without stubs
