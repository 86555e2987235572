"""The AWS clients of an execution environment."""

from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient
    from types_boto3_dynamodb import DynamoDBClient


def dynamodb_client() -> "DynamoDBClient":
    return boto3.client("dynamodb", config=patient())  # pyright: ignore[reportUnknownMemberType]  # it has overloads for services without stubs


def cognito_client() -> "CognitoIdentityProviderClient":
    return boto3.client("cognito-idp", config=patient())  # pyright: ignore[reportUnknownMemberType]  # it has overloads for services without stubs


def patient() -> Config:
    """Return a configuration for work that nobody waits for: throttled calls are tried often, lost ones end soon."""
    return Config(connect_timeout=2, read_timeout=4, retries={"mode": "standard", "total_max_attempts": 5})
