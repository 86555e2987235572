"""The comparison of table and lake on a schedule: a function that EventBridge Scheduler invokes."""

from dataclasses import dataclass
from typing import Final, Literal

import pulumi
import pulumi_aws as aws

from infrastructure.deployment import Deployment
from infrastructure.function import ServiceFunction, ServiceFunctionArgs
from infrastructure.lake.data_lake import DataLake
from infrastructure.maintenance.maintenance import Maintenance
from infrastructure.maintenance.role import trust_policy
from infrastructure.policy import Statement, policy
from infrastructure.table import TasksTable
from infrastructure.verification.alarms import WatchedVerification
from infrastructure.verification.role import permissions

type Rhythm = Literal["daily", "weekly"]

EXPRESSIONS: Final[dict[Rhythm, str]] = {"daily": "cron(35 3 * * ? *)", "weekly": "cron(35 3 ? * SUN *)"}
"""UTC; the minute is between two statements of the maintenance."""

PERIOD_DAYS: Final[dict[Rhythm, int]] = {"daily": 1, "weekly": 7}
TIMEOUT_SECONDS: Final = 900
"""The longest that there is (AWS Lambda Developer Guide, "Lambda quotas")."""

MEMORY_MB: Final = 2048
"""More than one vCPU, which the reader of the table takes (ADR-012)."""

EPHEMERAL_STORAGE_MB: Final = 4096
"""What the items that can be read in the time take on disk, twice: once more while they are sorted."""

MAXIMUM_EVENT_AGE_SECONDS: Final = 3600


@dataclass(frozen=True)
class LakeVerificationArgs:
    """What is compared, and how often.

    Attributes:
        table: One side.
        lake: The other side.
        maintenance: Whose workgroup runs the queries, and in whose group of schedules this one is.
        rhythm: How often; `off` for never.
        etl_batch_window_seconds: How long a change may wait for its batch to fill.
        deployment: What it has in common with everything else.
    """

    table: TasksTable
    lake: DataLake
    maintenance: Maintenance
    rhythm: Rhythm | Literal["off"]
    etl_batch_window_seconds: int
    deployment: Deployment


class LakeVerification(pulumi.ComponentResource):
    """The function and its schedule; neither where a stack wants none.

    Attributes:
        watched: What the alarms watch.
    """

    watched: WatchedVerification | None

    def __init__(
        self, name: str, args: LakeVerificationArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tasklake:verification:LakeVerification", name, None, opts)
        self.watched = None if args.rhythm == "off" else self._verify(name, args, args.rhythm)
        self.register_outputs({})

    def _verify(self, name: str, args: LakeVerificationArgs, rhythm: Rhythm) -> WatchedVerification:
        child = pulumi.ResourceOptions(parent=self)
        function = ServiceFunction(name, verification_function(args), opts=child)
        role = aws.iam.Role(
            f"{name}-schedule",
            assume_role_policy=trust_policy(args.maintenance.schedule_group_arn),
            opts=child,
        )
        role_policy = aws.iam.RolePolicy(
            f"{name}-schedule",
            role=role.name,
            policy=policy(
                Statement("Invoke", ["lambda:InvokeFunction"], [function.arn]),
                Statement("DeadLetters", ["sqs:SendMessage"], [args.maintenance.dead_letter_queue_arn]),
            ),
            opts=child,
        )
        aws.scheduler.Schedule(
            name,
            name=name,
            group_name=args.maintenance.schedule_group,
            description="Compare table and lake",
            schedule_expression=EXPRESSIONS[rhythm],
            schedule_expression_timezone="UTC",
            flexible_time_window=aws.scheduler.ScheduleFlexibleTimeWindowArgs(mode="OFF"),
            target=aws.scheduler.ScheduleTargetArgs(
                arn=function.arn,
                role_arn=role.arn,
                input="{}",
                retry_policy=aws.scheduler.ScheduleTargetRetryPolicyArgs(
                    maximum_event_age_in_seconds=MAXIMUM_EVENT_AGE_SECONDS
                ),
                dead_letter_config=aws.scheduler.ScheduleTargetDeadLetterConfigArgs(
                    arn=args.maintenance.dead_letter_queue_arn
                ),
            ),
            # A run that falls due before the role may start it would be refused.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[role_policy]),
        )
        return WatchedVerification(function.name, PERIOD_DAYS[rhythm])


def verification_function(args: LakeVerificationArgs) -> ServiceFunctionArgs:
    windows = args.lake.windows
    return ServiceFunctionArgs(
        service="lake_verification",
        handler="tasklake_lake_verification.handler.handler",
        memory_mb=MEMORY_MB,
        ephemeral_storage_mb=EPHEMERAL_STORAGE_MB,
        timeout_seconds=TIMEOUT_SECONDS,
        environment={
            "TABLE_NAME": args.table.name,
            "LAKE_BUCKET": args.lake.bucket.name,
            "GLUE_DATABASE": args.lake.database,
            "WORKGROUP": args.maintenance.workgroup,
            "LAKE_TAIL_HOURS": str(windows.tail_hours),
            "RAW_RETENTION_DAYS": str(windows.raw_retention_days),
            "FAILURE_RETENTION_DAYS": str(windows.failure_retention_days),
            "ETL_BATCH_WINDOW_SECONDS": str(args.etl_batch_window_seconds),
        },
        statements=permissions(args.table, args.lake, args.maintenance.enforced_workgroup),
        deployment=args.deployment,
    )
