"""A function that EventBridge Scheduler invokes over the lake, in the group of the maintenance's schedules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pulumi
import pulumi_aws as aws

from infrastructure.deployment import Deployment
from infrastructure.function import ServiceFunction, ServiceFunctionArgs
from infrastructure.lake.data_lake import DataLake
from infrastructure.maintenance.maintenance import Maintenance
from infrastructure.maintenance.schedules import trust_policy
from infrastructure.policy import Statement, policy
from infrastructure.table import TasksTable

type Rhythm = Literal["daily", "weekly"]

PERIOD_DAYS: Final[dict[Rhythm, int]] = {"daily": 1, "weekly": 7}
MAXIMUM_EVENT_AGE_SECONDS: Final = 3600

TIMEOUT_SECONDS: Final = 900
"""The longest that there is (AWS Lambda Developer Guide, "Lambda quotas")."""

MEMORY_MB: Final = 2048
"""More than one vCPU, which the reader of the table takes (ADR-012)."""


@dataclass(frozen=True)
class WatchedSchedule:
    """A function that alarms watch, and its rhythm.

    Attributes:
        function_name: Its name.
        period_days: Days from one run to the next.
    """

    function_name: pulumi.Input[str]
    period_days: int


def scheduled_function(
    name: str,
    *,
    handler: str,
    description: str,
    expression: str,
    table: TasksTable,
    lake: DataLake,
    maintenance: Maintenance,
    environment: Mapping[str, pulumi.Input[str]],
    statements: Sequence[Statement],
    deployment: Deployment,
    parent: pulumi.ComponentResource,
    ephemeral_storage_mb: int = 512,
) -> ServiceFunction:
    """Make a function of services/lake_jobs, and the schedule with its role.

    Args:
        name: Of the resources.
        handler: Import path of the handler.
        description: What it does.
        expression: When, in UTC.
        table: Of which the lake is the copy.
        lake: What it works on.
        maintenance: Whose workgroup runs the statements, and in whose group of schedules this one is.
        environment: Variables that the other functions do not read.
        statements: What its role may do besides writing its own log and traces.
        deployment: What it has in common with everything else.
        parent: The component.
        ephemeral_storage_mb: Disk below /tmp.
    """
    child = pulumi.ResourceOptions(parent=parent)
    function = ServiceFunction(
        name,
        ServiceFunctionArgs(
            service="lake_jobs",
            handler=handler,
            memory_mb=MEMORY_MB,
            ephemeral_storage_mb=ephemeral_storage_mb,
            timeout_seconds=TIMEOUT_SECONDS,
            environment={
                "TABLE_NAME": table.name,
                "LAKE_BUCKET": lake.bucket.name,
                "GLUE_DATABASE": lake.database,
                "WORKGROUP": maintenance.workgroup,
                "LAKE_TAIL_HOURS": str(lake.windows.tail_hours),
                "RAW_RETENTION_DAYS": str(lake.windows.raw_retention_days),
                "FAILURE_RETENTION_DAYS": str(lake.windows.failure_retention_days),
                **environment,
            },
            statements=statements,
            deployment=deployment,
        ),
        opts=child,
    )
    role = aws.iam.Role(
        f"{name}-schedule", assume_role_policy=trust_policy(maintenance.schedule_group_arn), opts=child
    )
    role_policy = aws.iam.RolePolicy(
        f"{name}-schedule",
        role=role.name,
        policy=policy(
            Statement("Invoke", ["lambda:InvokeFunction"], [function.arn]),
            Statement("DeadLetters", ["sqs:SendMessage"], [maintenance.dead_letter_queue_arn]),
        ),
        opts=child,
    )
    aws.scheduler.Schedule(
        name,
        name=name,
        group_name=maintenance.schedule_group,
        description=description,
        schedule_expression=expression,
        schedule_expression_timezone="UTC",
        flexible_time_window={"mode": "OFF"},
        target={
            "arn": function.arn,
            "role_arn": role.arn,
            "input": "{}",
            "retry_policy": {"maximum_event_age_in_seconds": MAXIMUM_EVENT_AGE_SECONDS},
            "dead_letter_config": {"arn": maintenance.dead_letter_queue_arn},
        },
        # A run that falls due before the role may start it would be refused.
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[role_policy]),
    )
    return function
