"""An alarm: which metric is wrong beyond which threshold, and the runbook page for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import pulumi
import pulumi_aws as aws

RUNBOOK: Final = "docs/runbook.md"


@dataclass(frozen=True)
class Alarm:
    """A metric that is wrong beyond a threshold.

    Attributes:
        name: What the alarm is called, after the stack.
        meaning: What has happened when it goes off.
        namespace: Of the metric.
        metric: Its name.
        dimensions: Of the metric.
        threshold: Wrong is more than this, or less where `comparison` says so.
        comparison: Which side of the threshold is wrong.
        statistic: How a period's values become one.
        extended_statistic: A percentile in place of the statistic.
        period_seconds: Length of a period.
        evaluation_periods: Latest periods that count.
        datapoints_to_alarm: How many of them must be wrong; all where None.
        silence: What a period without any value is; where it is missing, the topic is told of a metric that fell silent.
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
    extended_statistic: str | None = None
    period_seconds: int = 60
    evaluation_periods: int = 1
    datapoints_to_alarm: int | None = None
    silence: Literal["notBreaching", "breaching", "ignore", "missing"] = "notBreaching"
    page: str | None = None

    @property
    def runbook_page(self) -> str:
        return self.page or self.name


def metric_alarm(alarm: Alarm, topic_arn: pulumi.Output[str], opts: pulumi.ResourceOptions) -> None:
    aws.cloudwatch.MetricAlarm(
        alarm.name,
        name=f"{pulumi.get_project()}-{pulumi.get_stack()}-{alarm.name}",
        alarm_description=f"{alarm.meaning}. See {RUNBOOK}#{alarm.runbook_page}",
        namespace=alarm.namespace,
        metric_name=alarm.metric,
        dimensions=alarm.dimensions,
        statistic=None if alarm.extended_statistic else alarm.statistic,
        extended_statistic=alarm.extended_statistic,
        period=alarm.period_seconds,
        evaluation_periods=alarm.evaluation_periods,
        datapoints_to_alarm=alarm.datapoints_to_alarm,
        comparison_operator=alarm.comparison,
        threshold=alarm.threshold,
        treat_missing_data=alarm.silence,
        alarm_actions=[topic_arn],
        ok_actions=[topic_arn],
        insufficient_data_actions=[topic_arn] if alarm.silence == "missing" else None,
        opts=opts,
    )
