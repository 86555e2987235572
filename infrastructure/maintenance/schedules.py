"""When each maintenance statement runs, the call to Athena that starts it, and who takes on its role."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_aws as aws

from infrastructure.lake.data_lake import DataLake
from infrastructure.policy import assumable_by
from tasklake_lake.statements import Statement, statements

START_QUERY: Final = ":scheduler:::aws-sdk:athena:startQueryExecution"
"""What ends the ARN of the universal target, in every partition."""
SCHEDULED_TIME: Final = "<aws.scheduler.scheduled-time>"
"""Replaced by the time an invocation is due, like 2026-03-01T09:05:00Z ("Adding context attributes", EventBridge
Scheduler User Guide)."""

MAXIMUM_RETRY_ATTEMPTS: Final = 185
"""The most there can be: the age ends the attempts."""

MERGE: Final = "merge_"
EXPIRE: Final = "expire_"
EXPIRY_HOUR: Final = 2
FIRST_MINUTE: Final = 5
"""Not the full hour, at which everybody's schedules are due."""


@dataclass(frozen=True, slots=True)
class ScheduledStatement:
    """A statement and the expression of its schedule, in UTC."""

    statement: Statement
    expression: str


def scheduled_statements(interval_hours: int) -> Iterator[ScheduledStatement]:
    """Yield the statements below sql/maintenance: a MERGE runs in every interval, an expiry once a day.

    Each has a minute of its own, spread over the hour, since two statements on one table at once conflict.

    Raises:
        ValueError: A file's name says neither merge nor expire.
    """
    files = list(statements("maintenance"))
    for position, statement in enumerate(files):
        minute = FIRST_MINUTE + position * 60 // len(files)
        yield ScheduledStatement(statement, f"cron({minute} {hours(statement, interval_hours)} * * ? *)")


def hours(statement: Statement, interval_hours: int) -> str:
    if statement.name.startswith(MERGE):
        return f"0/{interval_hours}"
    if statement.name.startswith(EXPIRE):
        return str(EXPIRY_HOUR)
    raise ValueError(f"maintenance/{statement.name}.sql has no schedule: name it {MERGE}… or {EXPIRE}…")


def merges() -> int:
    """Return how many MERGE statements run in every interval."""
    return sum(statement.name.startswith(MERGE) for statement in statements("maintenance"))


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


def schedule(
    scheduled: ScheduledStatement,
    *,
    group: str,
    workgroup: pulumi.Input[str],
    lake: DataLake,
    maximum_age_seconds: int,
    role_arn: pulumi.Input[str],
    dead_letter_queue_arn: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
) -> None:
    """Declare the schedule of one statement; it has the statement's name.

    Args:
        scheduled: The statement.
        group: Name of the group of a stack's schedules, which no other stack of the account has.
        workgroup: Where the statement runs.
        lake: What it works on.
        maximum_age_seconds: After which Scheduler no longer tries to start a run.
        role_arn: The role that the statement is started under.
        dead_letter_queue_arn: Where a run goes that could not be started.
        opts: Of the schedule.
    """
    statement = scheduled.statement
    aws.scheduler.Schedule(
        statement.name,
        name=statement.name,
        group_name=group,
        description=statement.description,
        schedule_expression=scheduled.expression,
        schedule_expression_timezone="UTC",
        flexible_time_window={"mode": "OFF"},
        target={
            "arn": pulumi.Output.concat("arn:", aws.get_partition_output().partition, START_QUERY),
            "role_arn": role_arn,
            "input": start_query_input(statement, group, workgroup, lake),
            "retry_policy": {
                "maximum_event_age_in_seconds": maximum_age_seconds,
                "maximum_retry_attempts": MAXIMUM_RETRY_ATTEMPTS,
            },
            "dead_letter_config": {"arn": dead_letter_queue_arn},
        },
        opts=opts,
    )


def start_query_input(
    statement: Statement, group: str, workgroup: pulumi.Input[str], lake: DataLake
) -> pulumi.Output[str]:
    """Return the request of StartQueryExecution as a universal target takes it: JSON, names in Pascal case.

    Source: EventBridge Scheduler User Guide, "Using universal targets".
    """
    return pulumi.Output.json_dumps(
        {
            "QueryString": statement.rendered(lake.windows.parameters()),
            "QueryExecutionContext": {"Catalog": "AwsDataCatalog", "Database": lake.database},
            "WorkGroup": workgroup,
            "ClientRequestToken": client_request_token(group, statement.name),
        }
    )


def client_request_token(schedule_group: str, statement_name: str) -> str:
    """Return the token that all attempts of one invocation share, and no two invocations of an account.

    Scheduler delivers at least once, and Athena answers a token that it knows with the query already started. Athena
    demands 32 to 128 characters from callers other than its SDKs ("StartQueryExecution", Amazon Athena API Reference).
    The execution id would not do: it is another one for each attempt.
    """
    return f"{schedule_group}-{statement_name}-{SCHEDULED_TIME}"
