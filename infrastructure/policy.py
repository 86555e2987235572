"""IAM policies, and the ARNs of what they name before it is made or though the program does not make it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws


@dataclass(frozen=True)
class Statement:
    """One statement of a policy; `principal` and no resources for a trust policy, both for a resource policy."""

    sid: str
    actions: Sequence[str]
    resources: Sequence[pulumi.Input[str]] = ()
    effect: Literal["Allow", "Deny"] = "Allow"
    principal: Literal["*"] | Mapping[str, Sequence[pulumi.Input[str]]] | None = None
    condition: Mapping[str, Mapping[str, pulumi.Input[str]]] | None = None


def policy(*statements: Statement) -> pulumi.Output[str]:
    """Return a policy document as JSON (AWS IAM User Guide, "IAM JSON policy elements reference")."""
    return pulumi.Output.json_dumps(
        {"Version": "2012-10-17", "Statement": [as_json(statement) for statement in statements]}
    )


def as_json(statement: Statement) -> dict[str, object]:
    elements = {
        "Sid": statement.sid,
        "Effect": statement.effect,
        "Principal": statement.principal,
        "Action": statement.actions,
        "Resource": statement.resources,
        "Condition": statement.condition,
    }
    return {name: value for name, value in elements.items() if value}


def arn(
    service: str, *resource: pulumi.Input[str], has_region: bool = True, has_account: bool = True
) -> pulumi.Output[str]:
    """Return the ARN of a resource of this account and region, in whichever partition they are.

    Args:
        service: As ARNs name it.
        resource: Its name there, in parts.
        has_region: Whether it is in a region.
        has_account: Whether it names its account.
    """
    partition = aws.get_partition_output().partition
    region = aws.get_region_output().region if has_region else ""
    account = aws.get_caller_identity_output().account_id if has_account else ""
    return pulumi.Output.concat("arn:", partition, f":{service}:", region, ":", account, ":", *resource)


def managed_policy(name: str) -> pulumi.Output[str]:
    """Return the ARN of a policy that AWS keeps."""
    return pulumi.Output.concat("arn:", aws.get_partition_output().partition, ":iam::aws:policy/", name)


def assumable_by(
    service: str, condition: Mapping[str, Mapping[str, pulumi.Input[str]]] | None = None
) -> pulumi.Output[str]:
    """Return the trust policy of a role that an AWS service takes on."""
    return policy(
        Statement("Service", ["sts:AssumeRole"], principal={"Service": [service]}, condition=condition)
    )


def attachable(
    name: str, suffix: str, description: str, *statements: Statement, opts: pulumi.ResourceOptions
) -> pulumi.Output[str]:
    """Make a policy that is attached by hand, and so has the same name in every account; return its ARN."""
    called = f"{pulumi.get_project()}-{pulumi.get_stack()}-{suffix}"
    made = aws.iam.Policy(name, name=called, description=description, policy=policy(*statements), opts=opts)
    return made.arn
