"""The tools' way to a stack that is deployed in an AWS account."""

from tasklake_devkit.deployed.athena_workgroup import AthenaWorkgroup
from tasklake_devkit.deployed.errors import (
    PulumiError,
    PulumiLoginError,
    PulumiMissingError,
    UnknownStackError,
)
from tasklake_devkit.deployed.pulumi_outputs import stack_outputs
from tasklake_devkit.deployed.session import DeployedSession, stack_session

__all__ = [
    "AthenaWorkgroup",
    "DeployedSession",
    "PulumiError",
    "PulumiLoginError",
    "PulumiMissingError",
    "UnknownStackError",
    "stack_outputs",
    "stack_session",
]
