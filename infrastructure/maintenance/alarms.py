"""The alarms of the lake's maintenance."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pulumi

from infrastructure.observability.alarm import Alarm

NOT_STARTED: Final = "maintenance-not-started"


@dataclass(frozen=True)
class WatchedMaintenance:
    """The resources and the rhythm that the alarms watch.

    Attributes:
        workgroup: Where the statements run, and nothing else.
        failure_rule: The EventBridge rule that matches failed and cancelled queries.
        schedule_group: The schedules that start them.
        dead_letter_queue: Where Scheduler puts what it could not start.
        merges: MERGE statements in every interval.
        interval_hours: Hours from one run of a MERGE to the next.
        tail_hours: Hours of arrivals that the views read beside what is merged.
    """

    workgroup: pulumi.Input[str]
    failure_rule: pulumi.Input[str]
    schedule_group: pulumi.Input[str]
    dead_letter_queue: pulumi.Input[str]
    merges: int
    interval_hours: int
    tail_hours: int

    @property
    def interval_seconds(self) -> int:
        return self.interval_hours * 3600


def maintenance_alarms(watched: WatchedMaintenance) -> Iterator[Alarm]:
    yield data_at_risk(watched)
    # One failure is no alarm: two writers of a table conflict now and then, and the next run makes it good.
    yield Alarm(
        "maintenance-failing",
        "Maintenance statements failed in two of the last three intervals",
        "AWS/Events",
        "TriggeredRules",
        {"RuleName": watched.failure_rule},
        period_seconds=watched.interval_seconds,
        evaluation_periods=3,
        datapoints_to_alarm=2,
    )
    yield from not_started(watched)


def data_at_risk(watched: WatchedMaintenance) -> Alarm:
    """Return the alarm for a quarter of the tail without a complete round of MERGEs, silence included.

    Athena's metrics tell the queries of a workgroup apart by their outcome, not by their text, so it is rounds that are
    counted: fewer successes than MERGEs is an incomplete one. Rounds without any have no value, and are
    told once no round in reach has one. The expiries, and a run by hand, let an incomplete round look complete; two such
    rounds a day are allowed for. Period times evaluation periods must not exceed 7 days (Amazon CloudWatch API Reference,
    "PutMetricAlarm"): a quarter of the longest tail is less than two.
    """
    quarter_hours = watched.tail_hours // 4
    rounds = quarter_hours // watched.interval_hours
    days = math.ceil(quarter_hours / 24)
    return Alarm(
        "maintenance-data-at-risk",
        "For a quarter of the hours that the views read unmerged, a MERGE has not succeeded",
        "AWS/Athena",
        "TotalExecutionTime",
        {"WorkGroup": watched.workgroup, "QueryState": "SUCCEEDED", "QueryType": "DML"},
        statistic="SampleCount",
        threshold=watched.merges,
        comparison="LessThanThreshold",
        period_seconds=watched.interval_seconds,
        evaluation_periods=rounds,
        datapoints_to_alarm=max(rounds - 2 * days, math.ceil(rounds / 2)),
        silence="told",
    )


def not_started(watched: WatchedMaintenance) -> Iterator[Alarm]:
    """Yield the alarms of EventBridge Scheduler (User Guide, "Monitoring with Amazon CloudWatch") and its queue."""
    group = {"ScheduleGroup": watched.schedule_group}
    yield Alarm(
        "maintenance-target-errors",
        "Athena refused to start maintenance statements in two of the last three intervals",
        "AWS/Scheduler",
        "TargetErrorCount",
        group,
        period_seconds=watched.interval_seconds,
        evaluation_periods=3,
        datapoints_to_alarm=2,
        page=NOT_STARTED,
    )
    yield Alarm(
        "maintenance-dropped",
        "Scheduler gave up starting a maintenance statement",
        "AWS/Scheduler",
        "InvocationDroppedCount",
        group,
        period_seconds=300,
        page=NOT_STARTED,
    )
    yield Alarm(
        "maintenance-dead-letters",
        "The queue holds maintenance statements that were never started",
        "AWS/SQS",
        "ApproximateNumberOfMessagesVisible",
        {"QueueName": watched.dead_letter_queue},
        statistic="Maximum",
        period_seconds=300,
        page=NOT_STARTED,
    )
