"""What operators may do: the policy that `tasklake lake` and `tasklake table` work with, to attach to their roles."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infrastructure.erasure.user_erasure import UserErasure
from infrastructure.lake.access import maintenance_statements
from infrastructure.lake.data_lake import DataLake
from infrastructure.maintenance.maintenance import Maintenance
from infrastructure.policy import Statement, arn, policy
from infrastructure.stream_etl import StreamEtl
from infrastructure.table import TasksTable
from tasklake import keys
from tasklake_lake.event_tables import EVENTS_PREFIX


@dataclass(frozen=True)
class OperatorsArgs:
    table: TasksTable
    erasure: UserErasure
    lake: DataLake
    etl: StreamEtl
    maintenance: Maintenance


class Operators(pulumi.ComponentResource):
    policy_arn: pulumi.Output[str]

    def __init__(self, name: str, args: OperatorsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("tasklake:operators:Operators", name, None, opts)
        made = aws.iam.Policy(
            name,
            # Attached by hand, so it has the same name in every account.
            name=f"{pulumi.get_project()}-{pulumi.get_stack()}-operator",
            description="Verify, maintain, migrate, repair and redrive the lake, and migrate the table",
            policy=policy(
                *maintenance_statements(args.lake, args.maintenance.enforced_workgroup),
                *repair_statements(args),
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.policy_arn = made.arn
        self.register_outputs({"policy_arn": self.policy_arn})


def repair_statements(args: OperatorsArgs) -> list[Statement]:
    """Return what the commands do themselves, beside the statements that they run."""
    failures = [args.etl.failure_bucket.arn, args.erasure.failure_bucket.arn]
    by_status = pulumi.Output.concat(args.table.arn, f"/index/{keys.BY_STATUS.name}")
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
        Statement("MarkedProfiles", ["dynamodb:Query"], [by_status]),
        Statement("Ledger", ["dynamodb:BatchGetItem", "dynamodb:Scan"], [args.erasure.ledger.arn]),
        Statement(
            "RepairedRows",
            ["s3:PutObject"],
            [pulumi.Output.concat(args.lake.bucket.arn, f"/{EVENTS_PREFIX}/*")],
        ),
        Statement("FailureBuckets", ["s3:ListBucket"], failures),
        Statement(
            "FailureObjects",
            ["s3:DeleteObject", "s3:GetObject"],
            [pulumi.Output.concat(bucket, "/*") for bucket in failures],
        ),
        Statement("Redrive", ["lambda:InvokeFunction"], [args.etl.function.arn, args.erasure.function.arn]),
        Statement("Views", ["glue:GetTable"], [arn("glue", "table/", args.lake.database, "/*")]),
    ]
