"""Maintenance of the lake: SQL that EventBridge Scheduler starts in Athena, with nothing in between."""

import pulumi
import pulumi_aws as aws

from infrastructure.deployment import Deployment
from infrastructure.lake.access import maintenance_statements
from infrastructure.lake.data_lake import DataLake
from infrastructure.maintenance.alarms import WatchedMaintenance
from infrastructure.maintenance.schedules import merges, schedule, scheduled_statements, trust_policy
from infrastructure.observability.alarm import RUNBOOK
from infrastructure.observability.event_log import EventLog, event_log_writers
from infrastructure.policy import Statement, policy
from infrastructure.workgroup import EnforcedWorkgroup

DEAD_LETTER_RETENTION_SECONDS = 14 * 86_400


class Maintenance(pulumi.ComponentResource):
    """The schedules, and the workgroup and role that they start statements with.

    Args:
        lake: The lake whose tables they merge.
        deployment: What it has in common with everything else.
        interval_hours: Hours from one MERGE of a table to the next.
        bytes_scanned_cutoff: Bytes after which Athena cancels a statement.

    Attributes:
        workgroup: Where the statements run.
        enforced_workgroup: The same, with what belongs to it.
        schedule_group: The group of the schedules.
        schedule_group_arn: The same.
        dead_letter_queue_arn: Where Scheduler puts what it could not start.
        event_log_writers: What allows EventBridge to write to the event logs of the stack.
        watched: What the alarms watch.
    """

    workgroup: pulumi.Output[str]
    enforced_workgroup: EnforcedWorkgroup
    schedule_group: pulumi.Output[str]
    schedule_group_arn: pulumi.Output[str]
    dead_letter_queue_arn: pulumi.Output[str]
    event_log_writers: pulumi.Resource
    watched: WatchedMaintenance

    def __init__(
        self,
        name: str,
        *,
        lake: DataLake,
        deployment: Deployment,
        interval_hours: int,
        bytes_scanned_cutoff: int,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("tasklake:maintenance:Maintenance", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        stack = f"{pulumi.get_project()}-{pulumi.get_stack()}"

        workgroup = EnforcedWorkgroup(
            name,
            athena_name=f"{stack}-{name}",
            description="Maintenance of the lake, started by EventBridge Scheduler",
            bytes_scanned_cutoff=bytes_scanned_cutoff,
            deployment=deployment,
            opts=child,
        )
        queue = aws.sqs.Queue(
            f"{name}-dead-letters",
            message_retention_seconds=DEAD_LETTER_RETENTION_SECONDS,
            sqs_managed_sse_enabled=True,
            opts=child,
        )
        group = aws.scheduler.ScheduleGroup(name, name=stack, opts=child)
        role = aws.iam.Role(name, assume_role_policy=trust_policy(group.arn), opts=child)
        role_policy = aws.iam.RolePolicy(
            name,
            role=role.name,
            policy=policy(
                *maintenance_statements(lake, workgroup),
                Statement("DeadLetters", ["sqs:SendMessage"], [queue.arn]),
            ),
            opts=child,
        )
        self.event_log_writers = event_log_writers(f"{name}-events", child)
        # Names the execution and the error (Amazon Athena User Guide, "Monitor Athena query events with EventBridge").
        failures = EventLog(
            f"{name}-failures",
            description=f"A maintenance query failed or was cancelled. See {RUNBOOK}#maintenance-failing",
            pattern={
                "source": ["aws.athena"],
                "detail-type": ["Athena Query State Change"],
                "detail": {"workgroupName": [workgroup.name], "currentState": ["FAILED", "CANCELLED"]},
            },
            log_retention_days=deployment.log_retention_days,
            writers=self.event_log_writers,
            opts=pulumi.ResourceOptions(
                parent=self, aliases=[pulumi.Alias(type_="tasklake:maintenance:FailureLog")]
            ),
        )
        for scheduled in scheduled_statements(interval_hours):
            schedule(
                scheduled,
                group=stack,
                workgroup=workgroup.name,
                lake=lake,
                maximum_age_seconds=interval_hours * 3600,
                role_arn=role.arn,
                dead_letter_queue_arn=queue.arn,
                # A run that falls due before the role may start it would be refused.
                opts=pulumi.ResourceOptions(parent=self, depends_on=[group, role_policy]),
            )
        self.workgroup = workgroup.name
        self.enforced_workgroup = workgroup
        self.schedule_group = group.name
        self.schedule_group_arn = group.arn
        self.dead_letter_queue_arn = queue.arn
        self.watched = WatchedMaintenance(
            workgroup=workgroup.name,
            failure_rule=failures.rule_name,
            schedule_group=group.name,
            dead_letter_queue=queue.name,
            merges=merges(),
            interval_hours=interval_hours,
            tail_hours=lake.windows.tail_hours,
        )
        self.register_outputs({"workgroup": self.workgroup})
