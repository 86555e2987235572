"""A release of the API where it is a version: which one the alias `live` asks, and how that comes to be another."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from tasklake_operations.errors import OperationError

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient

LIVE: Final = "live"
"""The alias, and the deployment group that moves it."""

UNDER_WAY: Final = ("Created", "Queued", "InProgress", "Baking", "Ready")


class ReleaseError(OperationError):
    """The version that was asked for is not live."""


class CodeDeploy(Protocol):
    """What is used of boto3's client, which has no stubs here (AWS CodeDeploy API Reference)."""

    def create_deployment(self, **request: object) -> Mapping[str, Any]: ...
    def get_deployment(self, **request: object) -> Mapping[str, Any]: ...
    def list_deployments(self, **request: object) -> Mapping[str, Any]: ...
    def stop_deployment(self, **request: object) -> object: ...


@dataclass(frozen=True, slots=True)
class Deployments:
    """Those by which CodeDeploy moves the alias.

    Attributes:
        client: CodeDeploy.
        application: What the stack is called there.
        pause: Waits before it is asked again.
    """

    client: CodeDeploy
    application: str
    pause: Callable[[], None]

    def under_way(self) -> str | None:
        answer = self.client.list_deployments(
            applicationName=self.application, deploymentGroupName=LIVE, includeOnlyStatuses=[*UNDER_WAY]
        )
        return next(iter(answer["deployments"]), None)

    def begin(self, function_name: str, live: int, newest: int) -> str:
        """Have the alias moved (CodeDeploy User Guide, "AppSpec 'resources' section for AWS Lambda deployments")."""
        properties = {
            "Name": function_name,
            "Alias": LIVE,
            "CurrentVersion": str(live),
            "TargetVersion": str(newest),
        }
        resource = {"Type": "AWS::Lambda::Function", "Properties": properties}
        content = json.dumps({"version": 0.0, "Resources": [{"api": resource}]})
        answer = self.client.create_deployment(
            applicationName=self.application,
            deploymentGroupName=LIVE,
            revision={"revisionType": "AppSpecContent", "appSpecContent": {"content": content}},
        )
        return str(answer["deploymentId"])

    def ended(self, deployment_id: str) -> Mapping[str, Any]:
        """Return what became of a deployment, once what takes it back has ended too."""
        while True:
            answer = self.client.get_deployment(deploymentId=deployment_id)
            info: Mapping[str, Any] = answer["deploymentInfo"]
            if info["status"] not in UNDER_WAY:
                break
            self.pause()
        if rollback := info.get("rollbackInfo", {}).get("rollbackDeploymentId"):
            self.ended(rollback)
        return info

    def take_back(self, deployment_id: str) -> None:
        self.client.stop_deployment(deploymentId=deployment_id, autoRollbackEnabled=True)
        self.ended(deployment_id)


@dataclass(frozen=True, slots=True)
class Release:
    """The versions of a stack's API.

    Attributes:
        functions: Lambda.
        function_name: The API's.
        deployments: Those of CodeDeploy; None where the alias moves at once.
    """

    functions: "LambdaClient"
    function_name: str
    deployments: Deployments | None

    def forward(self, *, at_once: bool = False) -> int:
        """Make the newest version live, after what is under way, and return which that is.

        Args:
            at_once: Whether all requests go to it now, whatever the alarms say.

        Raises:
            ReleaseError: An alarm took it back, the deployment failed, or one is under way and this cannot wait.
        """
        if self.deployments and (under_way := self.deployments.under_way()):
            if at_once:
                raise ReleaseError(f"{under_way} is under way: wait for it, or take it back with --back.")
            self._finish(self.deployments, under_way)
        live, newest = self._live(), self._published()[-1]
        if live != newest:
            if self.deployments and not at_once:
                self._finish(self.deployments, self.deployments.begin(self.function_name, live, newest))
            else:
                self._move(newest)
        return newest

    def back(self) -> int:
        """Take the deployment back that is under way, else make the version before live; return which is live then.

        Raises:
            ReleaseError: There is no version before.
        """
        live = self._live()
        if self.deployments and (under_way := self.deployments.under_way()):
            self.deployments.take_back(under_way)
            return self._live()
        earlier = [version for version in self._published() if version < live]
        if not earlier:
            raise ReleaseError(f"Version {live} is live, and there is none before it.")
        self._move(earlier[-1])
        return earlier[-1]

    def _finish(self, deployments: Deployments, deployment_id: str) -> None:
        info = deployments.ended(deployment_id)
        if info["status"] != "Succeeded":
            why = info.get("errorInformation", {})
            raise ReleaseError(
                f"{deployment_id} was taken back: {why.get('message', info['status'])} Version {self._live()} is live."
            )

    def _live(self) -> int:
        return int(self.functions.get_alias(FunctionName=self.function_name, Name=LIVE)["FunctionVersion"])

    def _published(self) -> list[int]:
        pages = self.functions.get_paginator("list_versions_by_function").paginate(
            FunctionName=self.function_name
        )
        versions = [str(each.get("Version")) for page in pages for each in page["Versions"]]
        return sorted(int(version) for version in versions if version.isdecimal())

    def _move(self, version: int) -> None:
        self.functions.update_alias(
            FunctionName=self.function_name,
            Name=LIVE,
            FunctionVersion=str(version),
            RoutingConfig={"AdditionalVersionWeights": {}},
        )
