"""Roles: who may take on the deployer's, what it may do with others, and the boundary that it must give each of them."""

from collections.abc import Sequence
from typing import Final

import pulumi

from infrastructure.policy import Statement, arn, policy

GITHUB: Final = "token.actions.githubusercontent.com"


def github_environment(
    provider_arn: pulumi.Input[str], repository: str, environment: str
) -> pulumi.Output[str]:
    """Return the trust in jobs of one GitHub environment of one repository, whose rules say who approves them.

    Source: GitHub documentation, "Configuring OpenID Connect in Amazon Web Services".

    Args:
        provider_arn: Of GitHub's OIDC provider in the account.
        repository: Like owner/name.
        environment: The environment's name.
    """
    return policy(
        Statement(
            "GitHub",
            ["sts:AssumeRoleWithWebIdentity"],
            principal={"Federated": [provider_arn]},
            condition={
                "StringEquals": {
                    f"{GITHUB}:aud": "sts.amazonaws.com",
                    f"{GITHUB}:sub": f"repo:{repository}:environment:{environment}",
                }
            },
        )
    )


def role_statements(prefix: str, boundary_arn: pulumi.Input[str]) -> Sequence[Statement]:
    roles = arn("iam", f"role/{prefix}-*", has_region=False)
    policies = arn("iam", f"policy/{prefix}-*", has_region=False)
    return [
        Statement("ReadRoles", ["iam:Get*", "iam:List*"], [roles, policies]),
        Statement(
            "BoundedRoles",
            [
                "iam:AttachRolePolicy",
                "iam:CreateRole",
                "iam:DeleteRolePolicy",
                "iam:DetachRolePolicy",
                "iam:PutRolePermissionsBoundary",
                "iam:PutRolePolicy",
            ],
            [roles],
            condition={"StringEquals": {"iam:PermissionsBoundary": boundary_arn}},
        ),
        Statement(
            "Roles",
            [
                "iam:DeleteRole",
                "iam:PassRole",
                "iam:TagRole",
                "iam:UntagRole",
                "iam:UpdateAssumeRolePolicy",
                "iam:UpdateRole",
                "iam:UpdateRoleDescription",
            ],
            [roles],
        ),
        Statement(
            "Policies",
            [
                "iam:CreatePolicy",
                "iam:CreatePolicyVersion",
                "iam:DeletePolicy",
                "iam:DeletePolicyVersion",
                "iam:TagPolicy",
                "iam:UntagPolicy",
            ],
            [policies],
        ),
        # Neither its own rights nor the boundary are the deployer's to change.
        Statement(
            "NotItself",
            [
                "iam:AttachRolePolicy",
                "iam:CreatePolicyVersion",
                "iam:DeletePolicy",
                "iam:DeletePolicyVersion",
                "iam:DeleteRolePermissionsBoundary",
                "iam:DetachRolePolicy",
                "iam:PutRolePolicy",
                "iam:SetDefaultPolicyVersion",
                "iam:UpdateAssumeRolePolicy",
            ],
            [
                arn("iam", f"role/{prefix}-deployer", has_region=False),
                arn("iam", f"policy/{prefix}-deployer-*", has_region=False),
                boundary_arn,
            ],
            effect="Deny",
        ),
        Statement("Bounded", ["iam:DeleteRolePermissionsBoundary"], ["*"], effect="Deny"),
    ]


def boundary(project: str, environment: str, kms_key_arn: str | None) -> pulumi.Output[str]:
    """Return the most that a role of the stack may do, whatever its policy grants: nothing outside it, nothing with IAM."""
    prefix = f"{project}-{environment}"
    return policy(
        Statement(
            "OfTheStack",
            [
                "dynamodb:*",
                "s3:*",
                "lambda:GetAlias",
                "lambda:GetProvisionedConcurrencyConfig",
                "lambda:InvokeFunction",
                "lambda:UpdateAlias",
                "sqs:SendMessage",
                "glue:*",
                "athena:*",
                "logs:*",
            ],
            [
                arn("dynamodb", f"table/{prefix}-*"),
                arn("s3", f"{prefix}-*", has_region=False, has_account=False),
                arn("lambda", f"function:{prefix}-*"),
                arn("sqs", f"{prefix}-*"),
                arn("glue", "*"),
                arn("athena", "*"),
                arn("logs", "log-group:/aws*"),
            ],
        ),
        Statement(
            "WithoutNames",
            [
                "cloudwatch:DescribeAlarms",
                "cognito-idp:AdminDeleteUser",
                "dynamodb:ListStreams",
                "xray:PutTelemetryRecords",
                "xray:PutTraceSegments",
                "backup:*",
            ],
            ["*"],
        ),
        *([Statement("Key", ["kms:Decrypt", "kms:GenerateDataKey"], [kms_key_arn])] if kms_key_arn else []),
    )
