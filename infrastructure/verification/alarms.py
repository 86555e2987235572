"""The alarms of the scheduled comparison of table and lake."""

from collections.abc import Iterator

from infrastructure.function import METRICS_NAMESPACE
from infrastructure.observability.alarm import Alarm
from infrastructure.scheduled_function import WatchedSchedule

DAY_SECONDS = 86_400


def verification_alarms(watched: WatchedSchedule) -> Iterator[Alarm]:
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
