"""botocore's clients of the local emulator, blind to the AWS settings of the developer's machine."""

import os
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, overload

from botocore.awsrequest import AWSRequest
from botocore.client import BaseClient
from botocore.config import Config
from botocore.credentials import (
    AssumeRoleCredentialFetcher,
    CredentialProvider,
    CredentialResolver,
    Credentials,
    DeferredRefreshableCredentials,
    ReadOnlyCredentials,
)
from botocore.session import Session as BotocoreSession

from local_aws.emulator_process.service_principals import SOURCE_ACCOUNT, SOURCE_ARN
from local_aws.root import LOCAL_ACCOUNT, LOCAL_REGION, SECRET_KEY

if TYPE_CHECKING:
    from types_boto3_apigatewayv2 import ApiGatewayV2Client
    from types_boto3_athena import AthenaClient
    from types_boto3_cognito_idp import CognitoIdentityProviderClient
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodbstreams import DynamoDBStreamsClient
    from types_boto3_glue import GlueClient
    from types_boto3_iam import IAMClient
    from types_boto3_lambda import LambdaClient
    from types_boto3_logs import CloudWatchLogsClient
    from types_boto3_s3 import S3Client
    from types_boto3_scheduler import EventBridgeSchedulerClient
    from types_boto3_sns import SNSClient
    from types_boto3_sqs import SQSClient
    from types_boto3_sts import STSClient

_LONGEST_INVOCATION_SECONDS = 900
_ROOT = Credentials(LOCAL_ACCOUNT, SECRET_KEY)


class EmulatorSession:
    """The clients of one principal of the emulator; each is made once and may be shared by threads.

    Neither AWS_* variables, nor ~/.aws, nor a proxy reach these clients. They send a request once: a
    loopback server that fails has a reason worth seeing.
    """

    def __init__(
        self, endpoint_url: str, *, role_arn: str | None = None, source_arn: str | None = None
    ) -> None:
        """Act as the emulator's root, or as a role whose credentials STS renews before they expire.

        Args:
            endpoint_url: The emulator's.
            role_arn: The role.
            source_arn: For which resource a service takes the role on, where a service does.
        """
        self.endpoint_url = endpoint_url
        self._lock = Lock()
        self._clients: dict[str, BaseClient] = {}
        botocore_session = BotocoreSession(session_vars=_variables_without_sources())
        if role_arn is None:
            botocore_session.set_credentials(_ROOT.access_key, _ROOT.secret_key)
        else:
            provider = _AssumedRole(EmulatorSession(endpoint_url), role_arn, source_arn)
            botocore_session.register_component("credential_provider", CredentialResolver([provider]))
        # botocore's, not boto3's: the same clients, but for the managed transfers of S3, in half of the time to import.
        self._session = botocore_session

    @overload
    def client(self, service_name: Literal["apigatewayv2"]) -> "ApiGatewayV2Client": ...
    @overload
    def client(self, service_name: Literal["athena"]) -> "AthenaClient": ...
    @overload
    def client(self, service_name: Literal["cognito-idp"]) -> "CognitoIdentityProviderClient": ...
    @overload
    def client(self, service_name: Literal["dynamodb"]) -> "DynamoDBClient": ...
    @overload
    def client(self, service_name: Literal["dynamodbstreams"]) -> "DynamoDBStreamsClient": ...
    @overload
    def client(self, service_name: Literal["glue"]) -> "GlueClient": ...
    @overload
    def client(self, service_name: Literal["iam"]) -> "IAMClient": ...
    @overload
    def client(self, service_name: Literal["lambda"]) -> "LambdaClient": ...
    @overload
    def client(self, service_name: Literal["logs"]) -> "CloudWatchLogsClient": ...
    @overload
    def client(self, service_name: Literal["s3"]) -> "S3Client": ...
    @overload
    def client(self, service_name: Literal["scheduler"]) -> "EventBridgeSchedulerClient": ...
    @overload
    def client(self, service_name: Literal["sns"]) -> "SNSClient": ...
    @overload
    def client(self, service_name: Literal["sqs"]) -> "SQSClient": ...
    @overload
    def client(self, service_name: Literal["sts"]) -> "STSClient": ...
    @overload
    def client(self, service_name: str) -> BaseClient: ...
    def client(self, service_name: str) -> BaseClient:
        """Return the client of a service, by its boto3 name."""
        with self._lock:  # clients are thread-safe, making one is not
            if service_name not in self._clients:
                self._clients[service_name] = self._make_client(service_name)
            return self._clients[service_name]

    def credentials(self) -> ReadOnlyCredentials:
        """Return the keys that the principal's requests are signed with now, for a client that is not botocore's."""
        credentials: Any = self._session.get_credentials()  # its stubs take credentials for optional
        return credentials.get_frozen_credentials()

    def _make_client(self, service_name: str) -> BaseClient:
        return self._session.create_client(
            service_name,
            region_name=LOCAL_REGION,
            endpoint_url=self.endpoint_url,
            config=Config(
                proxies={},
                retries={"total_max_attempts": 1},
                max_pool_connections=50,
                # An invocation answers when the function ends, after up to 15 minutes.
                read_timeout=_LONGEST_INVOCATION_SECONDS + 10,
            ),
        )


class _AssumedRole(CredentialProvider):
    METHOD = "assume-role"

    def __init__(self, caller: EmulatorSession, role_arn: str, source_arn: str | None) -> None:
        super().__init__()
        self._caller = caller
        self._role_arn = role_arn
        if source_arn:

            def name_source(request: AWSRequest, **_: object) -> None:
                request.headers[SOURCE_ARN] = source_arn
                request.headers[SOURCE_ACCOUNT] = LOCAL_ACCOUNT

            caller.client("sts").meta.events.register("before-sign.sts.AssumeRole", name_source)

    def load(self) -> DeferredRefreshableCredentials:
        fetcher = AssumeRoleCredentialFetcher(
            client_creator=self._client_of_caller,
            source_credentials=_ROOT,
            role_arn=self._role_arn,
            extra_args={"RoleSessionName": "local-aws"},
        )
        return DeferredRefreshableCredentials(fetcher.fetch_credentials, self.METHOD)

    def _client_of_caller(self, service_name: str, **_: object) -> BaseClient:
        return self._caller.client(service_name)


def _variables_without_sources() -> dict[str, tuple[None, None, Any, Any]]:
    variables: dict[str, tuple[None, None, Any, Any]] = {
        name: (None, None, default, convert)
        for name, (_, _, default, convert) in BotocoreSession.SESSION_VARIABLES.items()
    }
    for file in ("config_file", "credentials_file"):
        variables[file] = (None, None, os.devnull, None)
    return variables
