"""What the deployer may do: everything with what the stack names, and no deletion of what holds data."""

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from infrastructure.policy import Statement, arn, policy

AN_API_ID = "?" * 10
"""As a pattern: what has more levels, such as a route, does not match."""


def deployer_policy(
    project: str, environment: str, boundary_arn: pulumi.Input[str]
) -> Mapping[str, pulumi.Output[str]]:
    """Return the parts of the policy: a managed one has 6,144 characters at the most.

    Args:
        project: Of the Pulumi project that is deployed.
        environment: Its stack.
        boundary_arn: What every role that it makes must be bounded by.
    """
    prefix = f"{project}-{environment}"
    return {
        "data": policy(*data_statements(prefix), *kept(prefix)),
        "compute": policy(*compute_statements(prefix), *role_statements(prefix, boundary_arn)),
        "observability": policy(*observability_statements(prefix)),
    }


def data_statements(prefix: str) -> Sequence[Statement]:
    database = prefix.replace("-", "_")
    return [
        Statement("Tables", ["dynamodb:*"], [arn("dynamodb", f"table/{prefix}-*")]),
        Statement("Buckets", ["s3:*"], [of_partition(f":s3:::{prefix}-*")]),
        Statement(
            "Catalog",
            ["glue:*"],
            [
                arn("glue", "catalog"),
                arn("glue", f"database/{database}"),
                arn("glue", f"table/{database}/*"),
            ],
        ),
        Statement(
            "Workgroups",
            ["athena:*"],
            [arn("athena", f"workgroup/{prefix}"), arn("athena", f"workgroup/{prefix}-*")],
        ),
        Statement(
            "Backups", ["backup:*"], [arn("backup", f"backup-vault:{prefix}"), arn("backup", "backup-plan:*")]
        ),
        Statement("BackupStorage", ["backup-storage:MountCapsule"], ["*"]),
    ]


def kept(prefix: str) -> Sequence[Statement]:
    """Return that nothing is deleted which `deletion_protection` protects; who ends a stack uses another role."""
    return [
        Statement(
            "NothingThatHasNoName",
            [
                "backup:DeleteBackupVault",
                "cognito-idp:DeleteUserPool",
                "cognito-idp:DeleteUserPoolClient",
                "cognito-idp:DeleteUserPoolDomain",
                "dynamodb:DeleteTable",
                "glue:DeleteDatabase",
                "kms:ScheduleKeyDeletion",
            ],
            ["*"],
            effect="Deny",
        ),
        Statement(
            "NoApi", ["apigateway:DELETE"], [of_region("apigateway", f"/apis/{AN_API_ID}")], effect="Deny"
        ),
        Statement(
            "NoBucket",
            ["s3:DeleteBucket", "s3:DeleteObject", "s3:DeleteObjectVersion"],
            [of_partition(f":s3:::{prefix}-*")],
            effect="Deny",
        ),
    ]


def compute_statements(prefix: str) -> Sequence[Statement]:
    return [
        Statement(
            "Functions",
            ["lambda:*"],
            [arn("lambda", f"function:{prefix}-*"), arn("lambda", "event-source-mapping:*")],
        ),
        # Neither knows names: an API and a pool have ids.
        Statement(
            "Apis",
            ["apigateway:*"],
            [
                of_region("apigateway", "/apis"),
                of_region("apigateway", "/apis/*"),
                of_region("apigateway", "/domainnames*"),
                of_region("apigateway", "/tags/*"),
            ],
        ),
        Statement("UserPools", ["cognito-idp:*"], [arn("cognito-idp", "userpool/*")]),
        Statement(
            "NewUserPools",
            [
                "cognito-idp:CreateUserPool",
                "cognito-idp:DescribeUserPoolDomain",
                "lambda:CreateEventSourceMapping",
                "lambda:GetEventSourceMapping",
                "lambda:ListTags",
            ],
            ["*"],
        ),
        Statement(
            "Schedules",
            ["scheduler:*"],
            [arn("scheduler", f"schedule-group/{prefix}"), arn("scheduler", f"schedule/{prefix}/*")],
        ),
    ]


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


def observability_statements(prefix: str) -> Sequence[Statement]:
    return [
        Statement(
            "Logs",
            ["logs:*"],
            [
                arn("logs", f"log-group:/aws/{kind}/{prefix}*")
                for kind in ("lambda", "events", "vendedlogs/apigateway")
            ],
        ),
        # The delivery of an API's access log, and policies of logs, are the account's.
        Statement(
            "LogDeliveries",
            [
                "logs:CreateLogDelivery",
                "logs:DeleteLogDelivery",
                "logs:DeleteResourcePolicy",
                "logs:DescribeLogGroups",
                "logs:DescribeResourcePolicies",
                "logs:GetLogDelivery",
                "logs:ListLogDeliveries",
                "logs:PutResourcePolicy",
                "logs:UpdateLogDelivery",
            ],
            ["*"],
        ),
        Statement(
            "Alarms",
            ["cloudwatch:*"],
            [arn("cloudwatch", f"alarm:{prefix}-*"), of_account("cloudwatch", f"dashboard/{prefix}")],
        ),
        Statement("Events", ["events:*"], [arn("events", f"rule/{prefix}-*")]),
        Statement("Topics", ["sns:*"], [arn("sns", f"{prefix}-*")]),
        Statement("Queues", ["sqs:*"], [arn("sqs", f"{prefix}-*")]),
        Statement("Who", ["sts:GetCallerIdentity"], ["*"]),
    ]


def boundary(project: str, environment: str) -> pulumi.Output[str]:
    """Return the most that a role of the stack may do, whatever its policy grants: nothing outside it, nothing with IAM."""
    prefix = f"{project}-{environment}"
    return policy(
        Statement(
            "OfTheStack",
            [
                "dynamodb:*",
                "s3:*",
                "lambda:InvokeFunction",
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
                "cognito-idp:AdminDeleteUser",
                "dynamodb:ListStreams",
                "xray:PutTelemetryRecords",
                "xray:PutTraceSegments",
                "backup:*",
            ],
            ["*"],
        ),
    )


def of_partition(rest: str) -> pulumi.Output[str]:
    return pulumi.Output.concat("arn:", aws.get_partition_output().partition, rest)


def of_region(service: str, resource: str) -> pulumi.Output[str]:
    """Return the ARN of a resource that names no account."""
    partition, region = aws.get_partition_output().partition, aws.get_region_output().region
    return pulumi.Output.concat("arn:", partition, f":{service}:", region, "::", resource)


def of_account(service: str, resource: str) -> pulumi.Output[str]:
    """Return the ARN of a resource that is in no region."""
    partition, account = aws.get_partition_output().partition, aws.get_caller_identity_output().account_id
    return pulumi.Output.concat("arn:", partition, f":{service}::", account, ":", resource)
