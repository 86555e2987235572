"""What operators may do: the policy that the commands for a deployed stack work with, to attach to their roles."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infrastructure.analytics import Analytics
from infrastructure.api.rollout import LIVE
from infrastructure.api.tasks_api import TasksApi
from infrastructure.erasure.user_erasure import UserErasure
from infrastructure.function import ServiceFunction
from infrastructure.identity import Identity
from infrastructure.lake.access import maintenance_statements
from infrastructure.lake.data_lake import DataLake
from infrastructure.maintenance.maintenance import Maintenance
from infrastructure.observability.observability import Observability
from infrastructure.policy import Statement, arn, policy
from infrastructure.settings.api import Rollout
from infrastructure.stream_etl import StreamEtl
from infrastructure.table import TasksTable
from tasklake import keys
from tasklake_lake.event_tables import EVENTS_PREFIX


@dataclass(frozen=True)
class OperatorsArgs:
    identity: Identity
    table: TasksTable
    erasure: UserErasure
    lake: DataLake
    etl: StreamEtl
    maintenance: Maintenance
    analytics: Analytics
    observability: Observability
    api: TasksApi
    rollout: Rollout


class Operators(pulumi.ComponentResource):
    """Three policies: to look after the lake, to examine the stack as a user of it, and to import users and tasks.

    The second one may set the password of any user, and so become one, and the third one may write any item; who mends
    the lake needs neither.
    """

    policy_arn: pulumi.Output[str]
    examiner_policy_arn: pulumi.Output[str]
    importer_policy_arn: pulumi.Output[str]

    def __init__(self, name: str, args: OperatorsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("tasklake:operators:Operators", name, None, opts)
        # Attached by hand, so they have the same names in every account.
        stack = f"{pulumi.get_project()}-{pulumi.get_stack()}"
        operator = aws.iam.Policy(
            name,
            name=f"{stack}-operator",
            description="Verify, maintain, migrate, repair, redrive and erase from the lake, and migrate the table",
            policy=policy(
                *maintenance_statements(args.lake, args.maintenance.enforced_workgroup, reads_views=True),
                *repair_statements(args),
                *release_statements(args.api.function, args.rollout),
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        examiner = aws.iam.Policy(
            "examiner",
            name=f"{stack}-examiner",
            description="Beside the operator's policy: run doctor and the end-to-end suite, as users made for it",
            policy=policy(*examiner_statements(args)),
            opts=pulumi.ResourceOptions(parent=self),
        )
        importer = aws.iam.Policy(
            "importer",
            name=f"{stack}-importer",
            description="Export and import users and tasks",
            policy=policy(*importer_statements(args)),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.policy_arn, self.examiner_policy_arn = operator.arn, examiner.arn
        self.importer_policy_arn = importer.arn
        self.register_outputs({"policy_arn": self.policy_arn})


def repair_statements(args: OperatorsArgs) -> list[Statement]:
    """Return what the commands do themselves, beside the statements that they run."""
    failures = [args.etl.failure_bucket.arn, args.erasure.failure_bucket.arn]
    return [
        Statement(
            "Answers",
            ["athena:GetQueryExecution", "athena:GetQueryResults", "athena:StopQueryExecution"],
            [args.maintenance.enforced_workgroup.arn],
        ),
        Statement(
            "Items",
            ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Scan", "dynamodb:UpdateItem"],
            [args.table.arn],
        ),
        Statement("MarkedProfiles", ["dynamodb:Query"], [args.table.arn, by_status(args)]),
        Statement(
            "Ledger",
            ["dynamodb:BatchGetItem", "dynamodb:Scan", "dynamodb:UpdateItem"],
            [args.erasure.ledger.arn],
        ),
        Statement(
            "RewrittenRows",
            ["s3:DeleteObject", "s3:PutObject"],
            [pulumi.Output.concat(args.lake.bucket.arn, f"/{EVENTS_PREFIX}/*")],
        ),
        *proof_statements(args, [*failures, args.lake.bucket.arn]),
        Statement(
            "FailureObjects",
            ["s3:DeleteObject"],
            [pulumi.Output.concat(bucket, "/*") for bucket in failures],
        ),
        Statement("Redrive", ["lambda:InvokeFunction"], [args.etl.function.arn, args.erasure.function.arn]),
    ]


def proof_statements(args: OperatorsArgs, buckets: list[pulumi.Output[str]]) -> list[Statement]:
    """Return what a search of every object of every bucket needs, beside the objects that the other commands read."""
    workgroups = [args.analytics.enforced_workgroup, args.maintenance.enforced_workgroup]
    every = [*buckets, *(workgroup.results.arn for workgroup in workgroups)]
    return [
        Statement("Workgroups", ["athena:GetWorkGroup"], [workgroup.arn for workgroup in workgroups]),
        Statement(
            "Versions",
            ["s3:GetLifecycleConfiguration", "s3:ListBucket", "s3:ListBucketVersions"],
            every,
        ),
        Statement(
            "EveryObject",
            ["s3:GetObject", "s3:GetObjectVersion"],
            [pulumi.Output.concat(bucket, "/*") for bucket in every],
        ),
    ]


def release_statements(function: ServiceFunction, rollout: Rollout) -> list[Statement]:
    """Return what `tasklake release` does, if the command itself moves the alias or has CodeDeploy do it."""
    alias = Statement(
        "Alias",
        ["lambda:GetAlias", "lambda:ListVersionsByFunction", "lambda:UpdateAlias"],
        [function.arn, pulumi.Output.concat(function.arn, ":", LIVE)],
    )
    stack = f"{pulumi.get_project()}-{pulumi.get_stack()}"
    deployments = [
        Statement(
            "Deployments",
            [
                "codedeploy:CreateDeployment",
                "codedeploy:GetDeployment",
                "codedeploy:ListDeployments",
                "codedeploy:StopDeployment",
            ],
            [arn("codedeploy", f"deploymentgroup:{stack}/{LIVE}")],
        ),
        # CodeDeploy asks for these of whoever begins a deployment (its User Guide, "CodeDeploy permissions reference").
        Statement(
            "Revisions",
            ["codedeploy:GetApplicationRevision", "codedeploy:RegisterApplicationRevision"],
            [arn("codedeploy", f"application:{stack}")],
        ),
        Statement("Steps", ["codedeploy:GetDeploymentConfig"], [arn("codedeploy", "deploymentconfig:*")]),
    ]
    return {"in_place": [], "versions": [alias], "canary": [alias, *deployments]}[rollout]


def examiner_statements(args: OperatorsArgs) -> list[Statement]:
    """Return what `tasklake doctor` and the end-to-end suite look at, and the accounts that they use and delete."""
    return [
        Statement(
            "Accounts",
            [
                "cognito-idp:AdminAddUserToGroup",
                "cognito-idp:AdminCreateUser",
                "cognito-idp:AdminDeleteUser",
                "cognito-idp:AdminGetUser",
                "cognito-idp:AdminSetUserPassword",
            ],
            [args.identity.user_pool_arn],
        ),
        Statement(
            "Table", ["dynamodb:DescribeContinuousBackups", "dynamodb:DescribeTable"], [args.table.arn]
        ),
        Statement(
            "Optimizers",
            ["glue:GetTableOptimizer"],
            [arn("glue", "catalog"), args.lake.database_arn, arn("glue", "table/", args.lake.database, "/*")],
        ),
        Statement("Subscribers", ["sns:ListSubscriptionsByTopic"], [args.observability.topic_arn]),
        # Lists of the account, whose entries are picked here.
        Statement(
            "Lists",
            [
                "cloudwatch:DescribeAlarms",
                "lambda:GetAccountSettings",
                "lambda:ListEventSourceMappings",
                "scheduler:ListSchedules",
            ],
            ["*"],
        ),
    ]


def importer_statements(args: OperatorsArgs) -> list[Statement]:
    """Return what `tasklake import` and `tasklake export` ask of the table, and of the ledger: nobody erased comes back."""
    return [
        Statement("NewItems", ["dynamodb:ConditionCheckItem", "dynamodb:PutItem"], [args.table.arn]),
        Statement("UsersAndTasks", ["dynamodb:Query"], [args.table.arn, by_status(args)]),
        Statement("ErasedUsers", ["dynamodb:BatchGetItem"], [args.erasure.ledger.arn]),
    ]


def by_status(args: OperatorsArgs) -> pulumi.Output[str]:
    return pulumi.Output.concat(args.table.arn, f"/index/{keys.BY_STATUS.name}")
