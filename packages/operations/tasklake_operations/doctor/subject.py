"""The stack that is examined."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from tasklake_operations.athena import Queries
from tasklake_operations.stack import LOCAL_STACK, StackOutputs

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient
    from types_boto3_cognito_idp import CognitoIdentityProviderClient
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_glue import GlueClient
    from types_boto3_lambda import LambdaClient
    from types_boto3_scheduler import EventBridgeSchedulerClient
    from types_boto3_sns import SNSClient

    from tasklake_operations.clients import Clients


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A stack, what its file says, and the clients of its account, which threads may share.

    Attributes:
        stack: Its name.
        project: The name of the Pulumi project.
        config: The settings in its file.
        outputs: What it exports.
        lake: Its lake, with the rights of who maintains it.
    """

    stack: str
    project: str
    config: Mapping[str, str]
    outputs: StackOutputs
    lake: Queries
    cloudwatch: "CloudWatchClient"
    cognito: "CognitoIdentityProviderClient"
    dynamodb: "DynamoDBClient"
    glue: "GlueClient"
    functions: "LambdaClient"
    scheduler: "EventBridgeSchedulerClient"
    sns: "SNSClient"

    @classmethod
    def of(
        cls,
        stack: str,
        *,
        project: str,
        config: Mapping[str, str],
        outputs: StackOutputs,
        clients: "Clients",
        lake: Queries,
    ) -> Self:
        return cls(
            stack=stack,
            project=project,
            config=config,
            outputs=outputs,
            lake=lake,
            cloudwatch=clients.client("cloudwatch"),
            cognito=clients.client("cognito-idp"),
            dynamodb=clients.client("dynamodb"),
            glue=clients.client("glue"),
            functions=clients.client("lambda"),
            scheduler=clients.client("scheduler"),
            sns=clients.client("sns"),
        )

    @property
    def is_local(self) -> bool:
        return self.stack == LOCAL_STACK

    @property
    def schedule_group(self) -> str:
        """The group of the maintenance's schedules, which is named after the stack."""
        return f"{self.project}-{self.stack}"

    def is_set(self, name: str, *, default: bool) -> bool:
        """Return a setting of the program that is on or off."""
        return self.config.get(f"{self.project}:{name}", str(default)).lower() == "true"
