"""What is asked of logs, alarms, queues, topics, schedules and backups."""

from typing import Final

from policy_pack.control import Control, has
from policy_pack.statements import no_statement

ALARM: Final = ("aws:cloudwatch/metricAlarm:MetricAlarm",)
LOG_GROUP: Final = ("aws:cloudwatch/logGroup:LogGroup",)
SCHEDULE: Final = ("aws:scheduler/schedule:Schedule",)

A_YEAR: Final = 365

OPERATIONS: Final = (
    Control("CloudWatch.15", "Alarms tell somebody", ALARM, has("alarmActions")),
    Control(
        "CloudWatch.16",
        "Logs are kept for a year",
        LOG_GROUP,
        lambda group: group.get("retentionInDays", 0) >= A_YEAR,
    ),
    Control(
        "CloudWatch.17",
        "No alarm is muted",
        ALARM,
        lambda alarm: alarm.get("actionsEnabled") is not False,
    ),
    Control("CKV_AWS_66", "Logs are not kept for ever", LOG_GROUP, has("retentionInDays")),
    Control("CKV_AWS_158", "Logs are encrypted with a key of the account's own", LOG_GROUP, has("kmsKeyId")),
    Control(
        "cloudwatch_log_group_not_publicly_accessible",
        "The public cannot write or read logs",
        ("aws:cloudwatch/logResourcePolicy:LogResourcePolicy",),
        no_statement(lambda each: each.is_public, "policyDocument"),
    ),
    Control(
        "SNS.1",
        "Topics are encrypted with a key of KMS",
        ("aws:sns/topic:Topic",),
        has("kmsMasterKeyId"),
    ),
    Control(
        "SNS.4",
        "Topics are not public",
        ("aws:sns/topicPolicy:TopicPolicy",),
        no_statement(lambda each: each.is_public),
    ),
    Control(
        "SQS.1",
        "Queues are encrypted",
        ("aws:sqs/queue:Queue",),
        lambda queue: bool(queue.get("sqsManagedSseEnabled") or queue.get("kmsMasterKeyId")),
    ),
    Control(
        "SQS.3",
        "Queues are not public",
        ("aws:sqs/queuePolicy:QueuePolicy",),
        no_statement(lambda each: each.is_public),
    ),
    Control(
        "CKV_AWS_297", "Schedules are encrypted with a key of the account's own", SCHEDULE, has("kmsKeyArn")
    ),
    Control(
        "Tasklake.schedule-dead-letters",
        "What a schedule gives up goes somewhere",
        SCHEDULE,
        has("target.deadLetterConfig.arn"),
    ),
    Control(
        "CKV_AWS_166",
        "Backups are encrypted with a key of the account's own",
        ("aws:backup/vault:Vault",),
        has("kmsKeyArn"),
    ),
)
