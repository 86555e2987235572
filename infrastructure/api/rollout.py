"""How a release of the API's function comes to be the one that is asked."""

from typing import Final

import pulumi
import pulumi_aws as aws

from infrastructure.bundle import Platform
from infrastructure.function import ServiceFunction
from infrastructure.settings.api import ApiSettings

LIVE: Final = "live"

MOVED_BY_CODEDEPLOY: Final = ["functionVersion", "routingConfig"]


class NoVersionsError(pulumi.RunError):
    """Versions are asked for where there are none."""

    def __init__(self) -> None:
        super().__init__(
            "Functions of the local system have no versions: leave tasklake:api_rollout at in_place there."
        )


class Invoked:
    """What the gateway invokes: the function itself, or its version that is live.

    Attributes:
        uri: For the integration.
        qualifier: For the permission; None for the function itself.
    """

    uri: pulumi.Output[str]
    qualifier: pulumi.Output[str] | None

    def __init__(
        self,
        name: str,
        function: ServiceFunction,
        settings: ApiSettings,
        platform: Platform,
        opts: pulumi.ResourceOptions,
    ) -> None:
        if settings.api_rollout == "in_place":
            self.uri, self.qualifier = function.invoke_arn, None
            return
        if platform is Platform.HOST:
            raise NoVersionsError
        alias = aws.lambda_.Alias(
            name,
            name=LIVE,
            description="The version that is asked",
            function_name=function.name,
            function_version=function.version,
            opts=pulumi.ResourceOptions.merge(
                opts, pulumi.ResourceOptions(ignore_changes=MOVED_BY_CODEDEPLOY)
            )
            if settings.api_rollout == "canary"
            else opts,
        )
        self.uri, self.qualifier = alias.invoke_arn, alias.name
        if settings.api_provisioned_concurrency:
            aws.lambda_.ProvisionedConcurrencyConfig(
                name,
                function_name=function.name,
                qualifier=alias.name,
                provisioned_concurrent_executions=settings.api_provisioned_concurrency,
                opts=opts,
            )
