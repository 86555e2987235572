"""A release of the API by degrees: CodeDeploy moves the alias, and moves it back when an alarm goes off."""

from collections.abc import Sequence
from typing import Final

import pulumi
import pulumi_aws as aws

from infrastructure.api.rollout import LIVE
from infrastructure.function import ServiceFunction
from infrastructure.policy import Statement, arn, assumable_by, policy

GRADUAL: Final = "CodeDeployDefault.LambdaCanary10Percent30Minutes"
"""A tenth of the requests for twice as long as an alarm of the API takes, then all."""

TAKES_BACK: Final = ("api-5xx", "api-latency")
"""The alarms of the API that a release can set off."""


class Canary(pulumi.ComponentResource):
    """What is released, and what takes it back.

    Args:
        function: Of the API.
        alarm_names: As CloudWatch knows them.
    """

    def __init__(
        self,
        name: str,
        *,
        function: ServiceFunction,
        alarm_names: Sequence[pulumi.Input[str]],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("tasklake:api:Canary", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        # `tasklake release` finds it by this name.
        stack = f"{pulumi.get_project()}-{pulumi.get_stack()}"
        application = aws.codedeploy.Application(name, name=stack, compute_platform="Lambda", opts=child)
        role = aws.iam.Role(name, assume_role_policy=trust_policy(stack), opts=child)
        role_policy = aws.iam.RolePolicy(name, role=role.name, policy=permissions(function), opts=child)
        aws.codedeploy.DeploymentGroup(
            name,
            app_name=application.name,
            deployment_group_name=LIVE,
            service_role_arn=role.arn,
            deployment_config_name=GRADUAL,
            deployment_style={"deployment_type": "BLUE_GREEN", "deployment_option": "WITH_TRAFFIC_CONTROL"},
            alarm_configuration={"enabled": True, "alarms": list(alarm_names)},
            auto_rollback_configuration={
                "enabled": True,
                "events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=[role_policy]),
        )
        self.register_outputs({})


def trust_policy(application: str) -> pulumi.Output[str]:
    """Return who may assume the role: CodeDeploy for this group (its User Guide, "Cross-service confused deputy prevention")."""
    return assumable_by(
        "codedeploy.amazonaws.com",
        {
            "StringEquals": {
                "aws:SourceAccount": aws.get_caller_identity_output().account_id,
                "aws:SourceArn": arn("codedeploy", f"deploymentgroup:{application}/{LIVE}"),
            }
        },
    )


def permissions(function: ServiceFunction) -> pulumi.Output[str]:
    """Return what AWS's own AWSCodeDeployRoleForLambdaLimited grants, but of this function alone, and without hooks."""
    return policy(
        Statement(
            "Alias",
            ["lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig", "lambda:UpdateAlias"],
            [function.arn, pulumi.Output.concat(function.arn, ":", LIVE)],
        ),
        Statement("Alarms", ["cloudwatch:DescribeAlarms"], ["*"]),
    )
