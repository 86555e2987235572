"""The boto3 clients that the tools need, here or in an AWS account."""

from typing import TYPE_CHECKING, Any, Literal, Protocol, overload

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


class Clients(Protocol):
    """Those of one account, made as they are asked for."""

    @overload
    def client(self, service_name: Literal["athena"]) -> "AthenaClient": ...
    @overload
    def client(self, service_name: Literal["cloudwatch"]) -> "CloudWatchClient": ...
    @overload
    def client(self, service_name: Literal["codedeploy"]) -> Any: ...  # noqa: ANN401  # it has no stubs here
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
