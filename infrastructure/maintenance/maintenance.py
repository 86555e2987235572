"""Maintenance of the lake: SQL that EventBridge Scheduler starts in Athena, with nothing in between."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infrastructure.bucket import Expiration, PrivateBucket, PrivateBucketArgs
from infrastructure.maintenance.alarms import WatchedMaintenance
from infrastructure.maintenance.failures import FailureLog, FailureLogArgs
from infrastructure.maintenance.role import MaintenanceRoleArgs, permissions, trust_policy
from infrastructure.maintenance.schedules import ScheduleArgs, merges, schedule, scheduled_statements
from infrastructure.workgroup import enforced_workgroup
from tasklake_lake.windows import Windows

DEAD_LETTER_RETENTION_SECONDS = 14 * 86_400


@dataclass(frozen=True)
class MaintenanceArgs:
    """What the statements work on, and how often.

    Attributes:
        database: The lake's Glue database, in which names without a database are found.
        database_arn: Its ARN.
        lake_bucket_arn: Where events and Iceberg tables lie.
        windows: The values of the statements' placeholders.
        interval_hours: Hours from one MERGE of a table to the next.
        bytes_scanned_cutoff: Bytes after which Athena cancels a statement.
        query_results_retention_days: How long the results of the queries stay.
        log_retention_days: How long the log of failures stays.
        require_tls: Whether the results bucket refuses requests without TLS.
        force_destroy: Whether what holds data may be deleted.
    """

    database: pulumi.Input[str]
    database_arn: pulumi.Input[str]
    lake_bucket_arn: pulumi.Input[str]
    windows: Windows
    interval_hours: int
    bytes_scanned_cutoff: int
    query_results_retention_days: int
    log_retention_days: int
    require_tls: bool
    force_destroy: bool


class Maintenance(pulumi.ComponentResource):
    workgroup: pulumi.Output[str]
    watched: WatchedMaintenance

    def __init__(self, name: str, args: MaintenanceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("tasklake:maintenance:Maintenance", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        stack = f"{pulumi.get_project()}-{pulumi.get_stack()}"

        results = PrivateBucket(
            f"{name}-results",
            PrivateBucketArgs(
                expirations=[Expiration("", args.query_results_retention_days)],
                require_tls=args.require_tls,
                force_destroy=args.force_destroy,
            ),
            opts=child,
        )
        workgroup = enforced_workgroup(
            name,
            name=f"{stack}-{name}",
            description="Maintenance of the lake, started by EventBridge Scheduler",
            results=results,
            bytes_scanned_cutoff=args.bytes_scanned_cutoff,
            force_destroy=args.force_destroy,
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
            policy=permissions(
                MaintenanceRoleArgs(
                    workgroup_arn=workgroup.arn,
                    database=args.database,
                    database_arn=args.database_arn,
                    lake_bucket_arn=args.lake_bucket_arn,
                    results_bucket_arn=results.arn,
                    dead_letter_queue_arn=queue.arn,
                )
            ),
            opts=child,
        )
        failures = FailureLog(
            f"{name}-failures",
            FailureLogArgs(workgroup=workgroup.name, log_retention_days=args.log_retention_days),
            opts=child,
        )
        for scheduled in scheduled_statements(args.interval_hours):
            schedule(
                scheduled,
                ScheduleArgs(
                    group=stack,
                    workgroup=workgroup.name,
                    database=args.database,
                    parameters=args.windows.parameters(),
                    maximum_age_seconds=args.interval_hours * 3600,
                    role_arn=role.arn,
                    dead_letter_queue_arn=queue.arn,
                ),
                # A run that falls due before the role may start it would be refused.
                opts=pulumi.ResourceOptions(parent=self, depends_on=[group, role_policy]),
            )
        self.workgroup = workgroup.name
        self.watched = WatchedMaintenance(
            workgroup=workgroup.name,
            failure_rule=failures.rule_name,
            schedule_group=group.name,
            dead_letter_queue=queue.name,
            merges=merges(),
            interval_hours=args.interval_hours,
            tail_days=args.windows.tail_days,
        )
        self.register_outputs({"workgroup": self.workgroup})
