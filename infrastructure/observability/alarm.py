"""A metric, as alarms and graphs read it, and an alarm: which one is wrong beyond which threshold, with its runbook page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import pulumi
import pulumi_aws as aws

RUNBOOK: Final = "docs/runbook.md"

OWN: Final = "own"
"""What an expression calls the alarm's own metric."""


@dataclass(frozen=True)
class Metric:
    """What a period's values of one metric come to.

    Attributes:
        namespace: Of the metric.
        name: Its name.
        dimensions: Of the metric; a value that is * stands for each that there is, in a graph alone.
        statistic: How a period's values become one; a percentile is written like p99.
    """

    namespace: str
    name: str
    dimensions: Mapping[str, pulumi.Input[str]]
    statistic: str = "Sum"


@dataclass(frozen=True)
class Alarm:
    """A metric, or what an expression makes of some, that is wrong beyond a threshold.

    Attributes:
        name: What the alarm is called, after the stack.
        meaning: What has happened when it goes off.
        namespace: Of the metric.
        metric: Its name.
        dimensions: Of the metric.
        threshold: Wrong is more than this, or less where `comparison` says so.
        comparison: Which side of the threshold is wrong.
        statistic: How a period's values become one; a percentile is written like p99.
        expression: What is compared instead of the metric itself (Amazon CloudWatch User Guide, "Using math expressions
            with CloudWatch metrics"); the metric is `own` in it.
        beside: The other metrics of the expression, by what they are called there.
        period_seconds: Length of a period.
        evaluation_periods: Latest periods that count.
        datapoints_to_alarm: How many of them must be wrong; all where None.
        silence: What periods without any value are. `told`: silence is told once it follows values, so that a new stack is
            not born alarming.
        page: The heading of its page in the runbook, for an alarm that shares one; others have one of their name.
    """

    name: str
    meaning: str
    namespace: str
    metric: str
    dimensions: Mapping[str, pulumi.Input[str]]
    threshold: float = 0
    comparison: Literal["GreaterThanThreshold", "LessThanThreshold"] = "GreaterThanThreshold"
    statistic: str = "Sum"
    expression: str | None = None
    beside: Mapping[str, Metric] = field(default_factory=dict[str, Metric])
    period_seconds: int = 60
    evaluation_periods: int = 1
    datapoints_to_alarm: int | None = None
    silence: Literal["notBreaching", "told"] = "notBreaching"
    page: str | None = None

    @property
    def runbook_page(self) -> str:
        return self.page or self.name

    @property
    def own(self) -> Metric:
        return Metric(self.namespace, self.metric, self.dimensions, self.statistic)


def metric_alarm(
    alarm: Alarm, topic_arn: pulumi.Input[str], opts: pulumi.ResourceOptions
) -> pulumi.Output[str]:
    """Make an alarm that tells a topic when it goes off, and not when it ends; return its name in CloudWatch.

    With `missing` an alarm leaves OK for INSUFFICIENT_DATA once every period in reach is silent (Amazon CloudWatch User
    Guide, "Configuring how CloudWatch alarms treat missing data"); a new one is there from the start, which is no change
    that anybody is told.
    """
    is_told = alarm.silence == "told"
    is_plain = alarm.expression is None
    is_percentile = alarm.statistic.startswith("p")
    made = aws.cloudwatch.MetricAlarm(
        alarm.name,
        name=f"{pulumi.get_project()}-{pulumi.get_stack()}-{alarm.name}",
        alarm_description=f"{alarm.meaning}. See {RUNBOOK}#{alarm.runbook_page}",
        namespace=alarm.namespace if is_plain else None,
        metric_name=alarm.metric if is_plain else None,
        dimensions=alarm.dimensions if is_plain else None,
        statistic=alarm.statistic if is_plain and not is_percentile else None,
        extended_statistic=alarm.statistic if is_plain and is_percentile else None,
        period=alarm.period_seconds if is_plain else None,
        metric_queries=None if is_plain else queries(alarm),
        evaluation_periods=alarm.evaluation_periods,
        datapoints_to_alarm=alarm.datapoints_to_alarm,
        comparison_operator=alarm.comparison,
        threshold=alarm.threshold,
        treat_missing_data="missing" if is_told else "notBreaching",
        alarm_actions=[topic_arn],
        insufficient_data_actions=[topic_arn] if is_told else None,
        opts=opts,
    )
    return made.name


def queries(alarm: Alarm) -> list[aws.cloudwatch.MetricAlarmMetricQueryArgsDict]:
    return [
        {"id": "compared", "expression": alarm.expression, "label": alarm.name, "return_data": True},
        *(
            aws.cloudwatch.MetricAlarmMetricQueryArgsDict(
                id=name,
                metric={
                    "namespace": metric.namespace,
                    "metric_name": metric.name,
                    "dimensions": metric.dimensions,
                    "stat": metric.statistic,
                    "period": alarm.period_seconds,
                },
            )
            for name, metric in {OWN: alarm.own, **alarm.beside}.items()
        ),
    ]
