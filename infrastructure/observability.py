"""What tells an operator that something is wrong: alarms, the topic they go to, and the dashboard."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pulumi
import pulumi_aws as aws

from infrastructure.policy import Statement, policy

RUNBOOK: Final = "docs/runbook.md"
HALF_AN_HOUR_MS: Final = 1_800_000


@dataclass(frozen=True)
class ObservabilityArgs:
    api_id: pulumi.Input[str]
    api_function_name: pulumi.Input[str]
    etl_function_name: pulumi.Input[str]
    table_name: pulumi.Input[str]
    failure_bucket_name: pulumi.Input[str]
    alarm_email: str | None


@dataclass(frozen=True)
class Alarm:
    """A metric that is wrong above a threshold; `name` is also the heading of its page in the runbook."""

    name: str
    meaning: str
    namespace: str
    metric: str
    dimensions: Mapping[str, pulumi.Input[str]]
    threshold: float = 0
    statistic: str = "Sum"
    period_seconds: int = 60
    evaluation_periods: int = 1
    extended_statistic: str | None = field(default=None)


def alarms(args: ObservabilityArgs) -> list[Alarm]:
    api, etl = {"FunctionName": args.api_function_name}, {"FunctionName": args.etl_function_name}
    table = {"TableName": args.table_name}
    return [
        Alarm("api-5xx", "The API answered with 5xx", "AWS/ApiGateway", "5xx", {"ApiId": args.api_id}),
        Alarm(
            "api-latency",
            "One API request in a hundred takes longer than 2 s",
            "AWS/ApiGateway",
            "Latency",
            {"ApiId": args.api_id},
            threshold=2000,
            extended_statistic="p99",
            period_seconds=300,
            evaluation_periods=3,
        ),
        Alarm("api-throttles", "Lambda refused to run the API function", "AWS/Lambda", "Throttles", api),
        Alarm("etl-errors", "The ETL function failed a batch", "AWS/Lambda", "Errors", etl),
        Alarm(
            "etl-iterator-age",
            "Changes wait for half an hour in a stream that keeps them for 24 hours",
            "AWS/Lambda",
            "IteratorAge",
            etl,
            threshold=HALF_AN_HOUR_MS,
            statistic="Maximum",
        ),
        Alarm(
            "etl-destination-failures",
            "A batch was given up and could not be written to the failure bucket: changes are lost",
            "AWS/Lambda",
            "DestinationDeliveryFailures",
            etl,
        ),
        Alarm(
            "etl-quarantine",
            "Records could not be understood and were quarantined",
            "Tasklake",
            "QuarantinedRecords",
            {"service": "stream-etl"},
        ),
        Alarm("table-throttles", "DynamoDB throttled requests", "AWS/DynamoDB", "ThrottledRequests", table),
    ]


class Observability(pulumi.ComponentResource):
    topic_arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: ObservabilityArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tasklake:observability:Observability", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        topic = aws.sns.Topic(name, opts=child)
        self.topic_arn = topic.arn
        if args.alarm_email:
            aws.sns.TopicSubscription(
                name, topic=topic.arn, protocol="email", endpoint=args.alarm_email, opts=child
            )
        for alarm in alarms(args):
            metric_alarm(alarm, topic.arn, child)
        first_failure_object(name, args.failure_bucket_name, topic.arn, child)
        aws.cloudwatch.Dashboard(
            name,
            dashboard_name=f"{pulumi.get_project()}-{pulumi.get_stack()}",
            dashboard_body=dashboard_body(args),
            opts=child,
        )
        self.register_outputs({"topic_arn": self.topic_arn})


def metric_alarm(alarm: Alarm, topic_arn: pulumi.Output[str], opts: pulumi.ResourceOptions) -> None:
    aws.cloudwatch.MetricAlarm(
        alarm.name,
        name=f"{pulumi.get_project()}-{pulumi.get_stack()}-{alarm.name}",
        alarm_description=f"{alarm.meaning}. See {RUNBOOK}#{alarm.name}",
        namespace=alarm.namespace,
        metric_name=alarm.metric,
        dimensions=alarm.dimensions,
        statistic=None if alarm.extended_statistic else alarm.statistic,
        extended_statistic=alarm.extended_statistic,
        period=alarm.period_seconds,
        evaluation_periods=alarm.evaluation_periods,
        comparison_operator="GreaterThanThreshold",
        threshold=alarm.threshold,
        treat_missing_data="notBreaching",
        alarm_actions=[topic_arn],
        ok_actions=[topic_arn],
        opts=opts,
    )


def first_failure_object(
    name: str,
    bucket_name: pulumi.Input[str],
    topic_arn: pulumi.Output[str],
    opts: pulumi.ResourceOptions,
) -> None:
    """Tell the topic of every object that arrives in the failure bucket.

    An event and not a metric alarm: S3 counts objects once a day.
    """
    rule = aws.cloudwatch.EventRule(
        f"{name}-failure-object",
        description=f"A record was quarantined or a batch given up. See {RUNBOOK}#failure-object",
        event_pattern=pulumi.Output.json_dumps(
            {
                "source": ["aws.s3"],
                "detail-type": ["Object Created"],
                "detail": {"bucket": {"name": [bucket_name]}},
            }
        ),
        opts=opts,
    )
    aws.cloudwatch.EventTarget(f"{name}-failure-object", rule=rule.name, arn=topic_arn, opts=opts)
    aws.sns.TopicPolicy(
        name,
        arn=topic_arn,
        policy=policy(
            Statement(
                "Publish",
                ["sns:Publish"],
                [topic_arn],
                principal={"Service": ["cloudwatch.amazonaws.com", "events.amazonaws.com"]},
                condition={
                    "StringEquals": {"aws:SourceAccount": aws.get_caller_identity_output().account_id}
                },
            )
        ),
        opts=opts,
    )


def dashboard_body(args: ObservabilityArgs) -> pulumi.Output[str]:
    """Return a graph for each alarm's metric, in the order in which a change flows."""

    def body(values: list[str], region: str) -> str:
        resolved = iter(values)
        widgets: list[Mapping[str, object]] = []
        for number, alarm in enumerate(alarms(args)):
            dimensions = [part for name in alarm.dimensions for part in (name, next(resolved))]
            widgets.append(
                {
                    "type": "metric",
                    "x": number % 2 * 12,
                    "y": number // 2 * 6,
                    "width": 12,
                    "height": 6,
                    "properties": {
                        "title": alarm.name,
                        "region": region,
                        "period": alarm.period_seconds,
                        "stat": alarm.extended_statistic or alarm.statistic,
                        "metrics": [[alarm.namespace, alarm.metric, *dimensions]],
                        "annotations": {"horizontal": [{"label": "alarm", "value": alarm.threshold}]},
                    },
                }
            )
        return json.dumps({"widgets": widgets})

    values = [value for alarm in alarms(args) for value in alarm.dimensions.values()]
    resolved = pulumi.Output.all(*values)
    return pulumi.Output.all(resolved, aws.get_region_output().region).apply(
        lambda pair: body(pair[0], pair[1])
    )
