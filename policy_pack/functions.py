"""What is asked of Lambda functions and of what feeds them."""

import re
from typing import Final

from policy_pack.control import Control, Inputs, has, is_on, section

FUNCTION: Final = ("aws:lambda/function:Function",)

DEPLOYMENTS: Final = ("aws:codedeploy/deploymentGroup:DeploymentGroup",)

SUPPORTED_RUNTIMES: Final = ("python3.11", "python3.12", "python3.13", "python3.14")
"""Those of Python that AWS patches at the end of 2026 (AWS Lambda Developer Guide, "Lambda runtimes")."""

SECRET_NAME: Final = re.compile(r"(SECRET|PASSWORD|PRIVATE_KEY|API_KEY|ACCESS_KEY)", re.IGNORECASE)
ACCESS_KEY: Final = re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b")


def names_caller(permission: Inputs) -> bool:
    is_service = str(permission.get("principal", "")).endswith(".amazonaws.com")
    return is_service and bool(permission.get("sourceArn") or permission.get("sourceAccount"))


def has_no_secret(function: Inputs) -> bool:
    variables = section(function, "environment.variables")
    return not any(SECRET_NAME.search(name) or ACCESS_KEY.search(variables[name]) for name in variables)


FUNCTIONS: Final = (
    Control(
        "Lambda.1",
        "Functions are not public: a service calls them, from a source that is named",
        ("aws:lambda/permission:Permission",),
        names_caller,
    ),
    Control("Lambda.2", "Functions use supported runtimes", FUNCTION, has("runtime", *SUPPORTED_RUNTIMES)),
    Control("Lambda.3", "Functions are in a VPC", FUNCTION, has("vpcConfig.subnetIds")),
    Control("Lambda.7", "Functions are traced", FUNCTION, has("tracingConfig.mode", "Active")),
    Control("CKV_AWS_45", "No secret is in a function's environment", FUNCTION, has_no_secret),
    Control(
        "CKV_AWS_115",
        "Functions have a limit of concurrency",
        FUNCTION,
        has("reservedConcurrentExecutions"),
    ),
    Control("CKV_AWS_116", "Functions have a dead letter queue", FUNCTION, has("deadLetterConfig.targetArn")),
    Control(
        "CKV_AWS_173",
        "Environments are encrypted with a key of the account's own",
        FUNCTION,
        has("kmsKeyArn"),
    ),
    Control(
        "CKV_AWS_258",
        "URLs of functions ask for a signature",
        ("aws:lambda/functionUrl:FunctionUrl",),
        has("authorizationType", "AWS_IAM"),
    ),
    Control("CKV_AWS_272", "Code is signed", FUNCTION, has("codeSigningConfigArn")),
    Control(
        "codedeploy-auto-rollback-monitor-enabled",
        "A release is watched by an alarm that takes it back",
        DEPLOYMENTS,
        lambda group: (
            is_on("autoRollbackConfiguration.enabled")(group)
            and is_on("alarmConfiguration.enabled")(group)
            and has("alarmConfiguration.alarms")(group)
        ),
    ),
    Control(
        "codedeploy-lambda-allatonce-traffic-shift-disabled",
        "A release does not take all requests at once",
        DEPLOYMENTS,
        lambda group: "AllAtOnce" not in group.get("deploymentConfigName", "AllAtOnce"),
    ),
    Control(
        "Tasklake.failure-destination",
        "What a mapping gives up goes somewhere",
        ("aws:lambda/eventSourceMapping:EventSourceMapping",),
        has("destinationConfig.onFailure.destinationArn"),
    ),
)
