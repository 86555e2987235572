"""What the deployer may do: everything with what the stack names, and no deletion of what holds data."""

from collections.abc import Mapping, Sequence

import pulumi

from infrastructure.deployer.roles import role_statements
from infrastructure.policy import Statement, arn, policy

AN_API_ID = "?" * 10
"""As a pattern: what has more levels, such as a route, does not match."""


def deployer_policy(
    project: str, environment: str, boundary_arn: pulumi.Input[str], kms_key_arn: str | None
) -> Mapping[str, pulumi.Output[str]]:
    """Return the parts of the policy: a managed one has 6,144 characters at the most.

    Args:
        project: Of the Pulumi project that is deployed.
        environment: Its stack.
        boundary_arn: What every role that it makes must be bounded by.
        kms_key_arn: The stack's own key, if it has one.
    """
    prefix = f"{project}-{environment}"
    return {
        "data": policy(*data_statements(prefix), *key_statements(kms_key_arn), *kept(prefix)),
        "compute": policy(*compute_statements(prefix), *role_statements(prefix, boundary_arn)),
        "observability": policy(*observability_statements(prefix)),
    }


def data_statements(prefix: str) -> Sequence[Statement]:
    database = prefix.replace("-", "_")
    return [
        Statement("Tables", ["dynamodb:*"], [arn("dynamodb", f"table/{prefix}-*")]),
        Statement("Buckets", ["s3:*"], [arn("s3", f"{prefix}-*", has_region=False, has_account=False)]),
        Statement(
            "Catalog",
            ["glue:*"],
            [
                arn("glue", "catalog"),
                # The lake's, and the scratch database beside it.
                *(arn("glue", f"database/{name}") for name in (database, f"{database}_scratch")),
                *(arn("glue", f"table/{name}/*") for name in (database, f"{database}_scratch")),
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


def key_statements(key_arn: str | None) -> Sequence[Statement]:
    """Return what services ask of whoever gives them the key; what they keep for later is a grant, to them alone.

    Sources: Amazon DynamoDB Developer Guide, "DynamoDB encryption at rest: Usage notes"; AWS Backup Developer Guide,
    "CreateBackupVault".
    """
    if not key_arn:
        return []
    used = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
    for_services = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    return [
        Statement("Key", used, [key_arn]),
        Statement("KeyGrants", ["kms:CreateGrant", "kms:RetireGrant"], [key_arn], condition=for_services),
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
                "kms:ScheduleKeyDeletion",
            ],
            ["*"],
            effect="Deny",
        ),
        Statement(
            "NoDatabase",
            ["glue:DeleteDatabase"],
            [arn("glue", f"database/{prefix.replace('-', '_')}")],
            effect="Deny",
        ),
        Statement(
            "NoApi",
            ["apigateway:DELETE"],
            [arn("apigateway", f"/apis/{AN_API_ID}", has_account=False)],
            effect="Deny",
        ),
        Statement(
            "NoBucket",
            ["s3:DeleteBucket", "s3:DeleteObject", "s3:DeleteObjectVersion"],
            [arn("s3", f"{prefix}-*", has_region=False, has_account=False)],
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
        Statement(
            "Releases",
            ["codedeploy:*"],
            [
                arn("codedeploy", f"application:{prefix}"),
                arn("codedeploy", f"deploymentgroup:{prefix}/*"),
                arn("codedeploy", "deploymentconfig:*"),
            ],
        ),
        # Neither knows names: an API and a pool have ids.
        Statement(
            "Apis",
            ["apigateway:*"],
            [
                arn("apigateway", "/apis", has_account=False),
                arn("apigateway", "/apis/*", has_account=False),
                arn("apigateway", "/domainnames*", has_account=False),
                arn("apigateway", "/tags/*", has_account=False),
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
            [
                arn("cloudwatch", f"alarm:{prefix}-*"),
                arn("cloudwatch", f"dashboard/{prefix}", has_region=False),
            ],
        ),
        Statement("Events", ["events:*"], [arn("events", f"rule/{prefix}-*")]),
        Statement("Topics", ["sns:*"], [arn("sns", f"{prefix}-*")]),
        Statement("Queues", ["sqs:*"], [arn("sqs", f"{prefix}-*")]),
        Statement("Who", ["sts:GetCallerIdentity"], ["*"]),
    ]
