"""What tells an operator that something is wrong: alarms, the topic they go to, and the dashboard."""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from infrastructure.components import Components
from infrastructure.observability.alarm import RUNBOOK, metric_alarm
from infrastructure.observability.alarms import alarms
from infrastructure.observability.dashboard import dashboard_body
from infrastructure.observability.event_log import EventLog
from infrastructure.observability.traffic import traffic
from infrastructure.policy import Statement, policy
from infrastructure.settings.platform import AlarmSettings


class Observability(pulumi.ComponentResource):
    """Who is told of what.

    Args:
        watched: The components.
        settings: Who hears the alarms.
        log_retention_days: How long the names of failure objects are kept.

    Attributes:
        alarm_names: What CloudWatch calls the alarms, by what the program calls them.
    """

    topic_arn: pulumi.Output[str]
    alarm_names: Mapping[str, pulumi.Output[str]]

    def __init__(
        self,
        name: str,
        *,
        watched: Components,
        settings: AlarmSettings,
        log_retention_days: int,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("tasklake:observability:Observability", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        self.topic_arn = (
            pulumi.Output.from_input(settings.alarm_topic_arn)
            if settings.alarm_topic_arn
            else alarm_topic(name, settings.alarm_email, child)
        )
        failure_objects = EventLog(
            f"{name}-failure-objects",
            description=f"An object arrived in a failure bucket. See {RUNBOOK}#failure-object",
            pattern={
                "source": ["aws.s3"],
                "detail-type": ["Object Created"],
                "detail": {
                    "bucket": {"name": [each.failure_bucket.name for each in (watched.erasure, watched.etl)]}
                },
            },
            log_retention_days=log_retention_days,
            writers=watched.maintenance.event_log_writers,
            opts=child,
        )
        all_alarms = alarms(watched, failure_objects.rule_name)
        self.alarm_names = {alarm.name: metric_alarm(alarm, self.topic_arn, child) for alarm in all_alarms}
        aws.cloudwatch.Dashboard(
            name,
            dashboard_name=f"{pulumi.get_project()}-{pulumi.get_stack()}",
            dashboard_body=dashboard_body(traffic(watched), all_alarms),
            opts=child,
        )
        self.register_outputs({"topic_arn": self.topic_arn})


def alarm_topic(name: str, email: str | None, opts: pulumi.ResourceOptions) -> pulumi.Output[str]:
    # Not encrypted with the key of alias/aws/sns: its policy does not let CloudWatch publish.
    topic = aws.sns.Topic(name, opts=opts)
    aws.sns.TopicPolicy(name, arn=topic.arn, policy=publishers(topic.arn), opts=opts)
    if email:
        aws.sns.TopicSubscription(name, topic=topic.arn, protocol="email", endpoint=email, opts=opts)
    return topic.arn


def publishers(topic_arn: pulumi.Output[str]) -> pulumi.Output[str]:
    account = aws.get_caller_identity_output().account_id
    return policy(
        Statement(
            "Alarms",
            ["sns:Publish"],
            [topic_arn],
            principal={"Service": ["cloudwatch.amazonaws.com"]},
            condition={"StringEquals": {"aws:SourceAccount": account}},
        )
    )
