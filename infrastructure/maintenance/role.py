"""The role that the maintenance statements run under."""

import pulumi
import pulumi_aws as aws

from infrastructure.lake.access import maintenance_statements
from infrastructure.lake.data_lake import DataLake
from infrastructure.policy import Statement, assumable_by, policy
from infrastructure.workgroup import EnforcedWorkgroup


def trust_policy(schedule_group_arn: pulumi.Input[str]) -> pulumi.Output[str]:
    """Return who may assume the role: Scheduler, for schedules of this group alone.

    Source: EventBridge Scheduler User Guide, "Confused deputy prevention": the ARN is that of a group, not a schedule.
    Scheduler takes the role on when a schedule is made, too; while IAM spreads a new role it refuses, and the provider tries
    again for two minutes (terraform-provider-aws, internal/service/scheduler).
    """
    return assumable_by(
        "scheduler.amazonaws.com",
        {
            "StringEquals": {
                "aws:SourceAccount": aws.get_caller_identity_output().account_id,
                "aws:SourceArn": schedule_group_arn,
            }
        },
    )


def permissions(
    lake: DataLake, workgroup: EnforcedWorkgroup, dead_letter_queue_arn: pulumi.Input[str]
) -> pulumi.Output[str]:
    """Return what the schedules do: run the statements, and put aside what they could not start."""
    dead_letters = Statement("DeadLetters", ["sqs:SendMessage"], [dead_letter_queue_arn])
    return policy(*maintenance_statements(lake, workgroup), dead_letters)
