"""The alarms of the scheduled comparison of table and lake."""

from collections.abc import Iterator
from dataclasses import dataclass

import pulumi

from infrastructure.function import METRICS_NAMESPACE
from infrastructure.observability.alarm import Alarm

DAY_SECONDS = 86_400


@dataclass(frozen=True)
class WatchedVerification:
    """The function that the alarms watch, and its rhythm.

    Attributes:
        function_name: Its name.
        period_days: Days from one run to the next.
    """

    function_name: pulumi.Input[str]
    period_days: int


def verification_alarms(watched: WatchedVerification) -> Iterator[Alarm]:
    """Yield the alarms; neither goes off in a new stack before a run says something.

    A metric that never had a value leaves an alarm in INSUFFICIENT_DATA, where every alarm begins, unless silence is
    breaching: then it would go off within minutes of its birth. So silence is missing here, and the topic is told when
    the alarm falls back to INSUFFICIENT_DATA, which only one can that had a value before (Amazon CloudWatch User Guide,
    "Configuring how CloudWatch alarms treat missing data"). A run that failed has a value.
    """
    service = {"service": watched.function_name}
    yield Alarm(
        "lake-differs",
        "The lake differs from the table",
        METRICS_NAMESPACE,
        "Differences",
        service,
        statistic="Maximum",
        # Until the next run says otherwise.
        silence="ignore",
    )
    yield Alarm(
        "lake-not-verified",
        "No comparison of table and lake was completed in two periods, or in 7 days",
        METRICS_NAMESPACE,
        "LakeVerifications",
        service,
        threshold=1,
        comparison="LessThanThreshold",
        statistic="Maximum",
        period_seconds=DAY_SECONDS,
        # No alarm looks back further (Amazon CloudWatch API Reference, "PutMetricAlarm").
        evaluation_periods=min(2 * watched.period_days, 7),
        silence="missing",
    )
