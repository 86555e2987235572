"""What operators may do: the policy that the commands for a deployed stack work with, to attach to their roles."""

import pulumi

from infrastructure.api.rollout import LIVE
from infrastructure.components import Components
from infrastructure.function import ServiceFunction
from infrastructure.lake.access import answers, maintenance_statements, rewritten_rows
from infrastructure.policy import Statement, arn, attachable
from infrastructure.settings.api import Rollout
from tasklake import keys


class Operators(pulumi.ComponentResource):
    """Three policies: to look after the lake, to examine the stack as a user of it, and to import users and tasks.

    The second one may set the password of any user, and so become one, and the third one may write any item; who mends
    the lake needs neither.
    """

    policy_arn: pulumi.Output[str]
    examiner_policy_arn: pulumi.Output[str]
    importer_policy_arn: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        *,
        components: Components,
        topic_arn: pulumi.Input[str],
        rollout: Rollout,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("tasklake:operators:Operators", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        maintenance = components.maintenance.enforced_workgroup
        self.policy_arn = attachable(
            name,
            "operator",
            "Verify, maintain, migrate, repair, redrive and erase from the lake, and migrate the table",
            *maintenance_statements(components.lake, maintenance, reads_views=True),
            *repair_statements(components),
            *release_statements(components.api.function, rollout),
            opts=child,
        )
        self.examiner_policy_arn = attachable(
            "examiner",
            "examiner",
            "Beside the operator's policy: run doctor and the end-to-end suite, as users made for it",
            *examiner_statements(components, topic_arn),
            opts=child,
        )
        self.importer_policy_arn = attachable(
            "importer",
            "importer",
            "Export and import users and tasks",
            *importer_statements(components),
            opts=child,
        )
        self.register_outputs({"policy_arn": self.policy_arn})


def repair_statements(of: Components) -> list[Statement]:
    """Return what the commands do themselves, beside the statements that they run."""
    failures = [of.etl.failure_bucket.arn, of.erasure.failure_bucket.arn]
    return [
        answers(of.maintenance.enforced_workgroup),
        Statement(
            "Items",
            ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Scan", "dynamodb:UpdateItem"],
            [of.table.arn],
        ),
        Statement("MarkedProfiles", ["dynamodb:Query"], [of.table.arn, by_status(of)]),
        Statement(
            "Ledger",
            ["dynamodb:BatchGetItem", "dynamodb:Scan", "dynamodb:UpdateItem"],
            [of.erasure.ledger.arn],
        ),
        rewritten_rows(of.lake),
        *proof_statements(of, [*failures, of.lake.bucket.arn]),
        Statement(
            "FailureObjects",
            ["s3:DeleteObject"],
            [pulumi.Output.concat(bucket, "/*") for bucket in failures],
        ),
        Statement("Redrive", ["lambda:InvokeFunction"], [of.etl.function.arn, of.erasure.function.arn]),
    ]


def proof_statements(of: Components, buckets: list[pulumi.Output[str]]) -> list[Statement]:
    """Return what a search of every object of every bucket needs, beside the objects that the other commands read."""
    workgroups = [of.analytics.enforced_workgroup, of.maintenance.enforced_workgroup]
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


def examiner_statements(of: Components, topic_arn: pulumi.Input[str]) -> list[Statement]:
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
            [of.identity.user_pool_arn],
        ),
        Statement("Table", ["dynamodb:DescribeContinuousBackups", "dynamodb:DescribeTable"], [of.table.arn]),
        Statement(
            "Optimizers",
            ["glue:GetTableOptimizer"],
            [arn("glue", "catalog"), of.lake.database_arn, arn("glue", "table/", of.lake.database, "/*")],
        ),
        Statement("Subscribers", ["sns:ListSubscriptionsByTopic"], [topic_arn]),
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


def importer_statements(of: Components) -> list[Statement]:
    """Return what `tasklake import` and `tasklake export` ask of the table, and of the ledger: nobody erased comes back."""
    return [
        Statement("NewItems", ["dynamodb:ConditionCheckItem", "dynamodb:PutItem"], [of.table.arn]),
        Statement("UsersAndTasks", ["dynamodb:Query"], [of.table.arn, by_status(of)]),
        Statement("ErasedUsers", ["dynamodb:BatchGetItem"], [of.erasure.ledger.arn]),
    ]


def by_status(of: Components) -> pulumi.Output[str]:
    return pulumi.Output.concat(of.table.arn, f"/index/{keys.BY_STATUS.name}")
