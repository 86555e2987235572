"""What the deployer may do with roles, and the boundary that it must give each of them."""

from collections.abc import Sequence

import pulumi

from infrastructure.deployer.arns import of_account, of_partition
from infrastructure.policy import Statement, arn, policy


def role_statements(prefix: str, boundary_arn: pulumi.Input[str]) -> Sequence[Statement]:
    roles = of_account("iam", f"role/{prefix}-*")
    policies = of_account("iam", f"policy/{prefix}-*")
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
                of_account("iam", f"role/{prefix}-deployer"),
                of_account("iam", f"policy/{prefix}-deployer-*"),
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
                of_partition(f":s3:::{prefix}-*"),
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
