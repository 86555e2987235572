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
    """Yield the alarms.

    A run that failed has a value, so it is an alarm also where none was ever completed.
    """
    service = {"service": watched.function_name}
    yield Alarm(
        "lake-differs",
        "The lake differs from the table",
        METRICS_NAMESPACE,
        "Differences",
        service,
        statistic="Maximum",
        period_seconds=DAY_SECONDS,
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
        silence="told",
    )
