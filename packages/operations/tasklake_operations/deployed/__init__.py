"""The tools' way to a stack that is deployed in an AWS account."""

from tasklake_operations.deployed.pulumi_outputs import (
    PulumiError,
    PulumiLoginError,
    PulumiMissingError,
    UnknownStackError,
    stack_outputs,
)
from tasklake_operations.deployed.session import DeployedSession, stack_session

__all__ = [
    "DeployedSession",
    "PulumiError",
    "PulumiLoginError",
    "PulumiMissingError",
    "UnknownStackError",
    "stack_outputs",
    "stack_session",
]
