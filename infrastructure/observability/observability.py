"""What tells an operator that something is wrong: alarms, the topic they go to, and the dashboard."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infrastructure.observability.alarm import RUNBOOK, metric_alarm
from infrastructure.observability.alarms import Watched, alarms
from infrastructure.observability.dashboard import dashboard_body
from infrastructure.policy import Statement, policy


@dataclass(frozen=True)
class ObservabilityArgs:
    watched: Watched
    alarm_email: str | None


class Observability(pulumi.ComponentResource):
    topic_arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: ObservabilityArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tasklake:observability:Observability", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        # Not encrypted with the key of alias/aws/sns: its policy lets neither CloudWatch nor EventBridge publish.
        topic = aws.sns.Topic(name, opts=child)
        self.topic_arn = topic.arn
        aws.sns.TopicPolicy(name, arn=topic.arn, policy=publishers(topic.arn), opts=child)
        if args.alarm_email:
            aws.sns.TopicSubscription(
                name, topic=topic.arn, protocol="email", endpoint=args.alarm_email, opts=child
            )
        for alarm in alarms(args.watched):
            metric_alarm(alarm, topic.arn, child)
        failure_object_rule(
            f"{name}-failure-object",
            [each.failure_bucket.name for each in (args.watched.erasure, args.watched.etl)],
            topic.arn,
            child,
        )
        aws.cloudwatch.Dashboard(
            name,
            dashboard_name=f"{pulumi.get_project()}-{pulumi.get_stack()}",
            dashboard_body=dashboard_body(alarms(args.watched), args.watched.maintenance.workgroup),
            opts=child,
        )
        self.register_outputs({"topic_arn": self.topic_arn})


def publishers(topic_arn: pulumi.Output[str]) -> pulumi.Output[str]:
    account = aws.get_caller_identity_output().account_id
    return policy(
        Statement(
            "Alarms",
            ["sns:Publish"],
            [topic_arn],
            principal={"Service": ["cloudwatch.amazonaws.com"]},
            condition={"StringEquals": {"aws:SourceAccount": account}},
        ),
        # EventBridge fills in no condition key, so any condition would drop its messages without a trace
        # (Amazon EventBridge User Guide, "Using resource-based policies": Amazon SNS permissions).
        Statement(
            "FailureObjects",
            ["sns:Publish"],
            [topic_arn],
            principal={"Service": ["events.amazonaws.com"]},
        ),
    )


def failure_object_rule(
    name: str,
    bucket_names: Sequence[pulumi.Input[str]],
    topic_arn: pulumi.Output[str],
    opts: pulumi.ResourceOptions,
) -> None:
    """Tell the topic of every object that arrives in a failure bucket.

    An event and not a metric alarm: S3 counts objects once a day.
    """
    rule = aws.cloudwatch.EventRule(
        name,
        description=f"A record was quarantined, or a batch or an erasure given up. See {RUNBOOK}#failure-object",
        event_pattern=pulumi.Output.json_dumps(
            {
                "source": ["aws.s3"],
                "detail-type": ["Object Created"],
                "detail": {"bucket": {"name": bucket_names}},
            }
        ),
        opts=opts,
    )
    aws.cloudwatch.EventTarget(name, rule=rule.name, arn=topic_arn, opts=opts)
