"""boto3 clients that act for the operator, in a stack's region."""

from typing import TYPE_CHECKING, Literal, overload

import boto3
from botocore.client import BaseClient
from botocore.config import Config

from tasklake_operations.stack import StackError, stack_config

if TYPE_CHECKING:
    from types_boto3_athena import AthenaClient
    from types_boto3_cloudwatch import CloudWatchClient
    from types_boto3_cognito_idp import CognitoIdentityProviderClient
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_glue import GlueClient
    from types_boto3_lambda import LambdaClient
    from types_boto3_s3 import S3Client
    from types_boto3_scheduler import EventBridgeSchedulerClient
    from types_boto3_sns import SNSClient

    from tasklake_operations.release import CodeDeploy

REGION = "aws:region"

type Service = Literal[
    "athena",
    "cloudwatch",
    "codedeploy",
    "cognito-idp",
    "dynamodb",
    "glue",
    "lambda",
    "s3",
    "scheduler",
    "sns",
]


class DeployedSession:
    """The clients of the operator's own credentials, wherever boto3 finds them."""

    def __init__(self, region: str) -> None:
        self._session = boto3.Session(region_name=region)

    @overload
    def client(self, service_name: Literal["athena"]) -> "AthenaClient": ...
    @overload
    def client(self, service_name: Literal["cloudwatch"]) -> "CloudWatchClient": ...
    @overload
    def client(self, service_name: Literal["codedeploy"]) -> "CodeDeploy": ...
    @overload
    def client(self, service_name: Literal["cognito-idp"]) -> "CognitoIdentityProviderClient": ...
    @overload
    def client(self, service_name: Literal["dynamodb"]) -> "DynamoDBClient": ...
    @overload
    def client(self, service_name: Literal["glue"]) -> "GlueClient": ...
    @overload
    def client(self, service_name: Literal["lambda"]) -> "LambdaClient": ...
    @overload
    def client(self, service_name: Literal["s3"]) -> "S3Client": ...
    @overload
    def client(self, service_name: Literal["scheduler"]) -> "EventBridgeSchedulerClient": ...
    @overload
    def client(self, service_name: Literal["sns"]) -> "SNSClient": ...
    def client(self, service_name: Service) -> "BaseClient | CodeDeploy":
        """Return a new client of a service, by its boto3 name."""
        # A function is invoked until its end, for a minute at the most.
        config = Config(retries={"mode": "standard", "total_max_attempts": 5}, read_timeout=90)
        return self._session.client(service_name, config=config)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # it has overloads for services without stubs


def stack_session(stack: str) -> DeployedSession:
    """Return the clients of a stack's region.

    Raises:
        StackError: Pulumi.<stack>.yaml is missing or names no region.
    """
    config = stack_config(stack)
    if REGION not in config:
        raise StackError(f"Pulumi.{stack}.yaml must name the stack's `{REGION}`.")
    return DeployedSession(config[REGION])
