import json
from fnmatch import fnmatch
from typing import Any, get_args

import pytest

from infrastructure.maintenance.alarms import WatchedMaintenance, data_at_risk, maintenance_alarms
from infrastructure.maintenance.schedules import merges, scheduled_statements
from infrastructure.settings.lake import MaintenanceIntervalHours
from tests.infrastructure.program import Program

WEEK_SECONDS = 604_800
LONGEST_TAIL_HOURS = 168
INTERVALS = get_args(MaintenanceIntervalHours.__value__)


def alarm(program: Program, name: str) -> dict[str, Any]:
    return program.one("aws:cloudwatch/metricAlarm:MetricAlarm", name).inputs


def watched(*, interval_hours: int, tail_hours: int) -> WatchedMaintenance:
    return WatchedMaintenance(
        workgroup="maintenance",
        failure_rule="failures",
        schedule_group="stack",
        dead_letter_queue="dead-letters",
        merges=6,
        interval_hours=interval_hours,
        tail_hours=tail_hours,
    )


def test_data_is_at_risk_when_rounds_are_incomplete_or_silent(prod: Program) -> None:
    found = alarm(prod, "maintenance-data-at-risk")
    assert (found["namespace"], found["metricName"]) == ("AWS/Athena", "TotalExecutionTime")
    assert found["dimensions"] == {
        "WorkGroup": "tasklake-prod-maintenance",
        "QueryState": "SUCCEEDED",
        "QueryType": "DML",
    }
    assert found["statistic"] == "SampleCount"
    assert (found["comparisonOperator"], found["threshold"]) == ("LessThanThreshold", merges())
    assert found["treatMissingData"] == "missing"
    assert found["insufficientDataActions"] == found["alarmActions"]


def test_a_round_has_as_many_successes_as_there_are_merges() -> None:
    repeated = [each for each in scheduled_statements(6) if " 0/6 " in each.expression]
    assert merges() == len(repeated)


@pytest.mark.parametrize("interval_hours", INTERVALS)
@pytest.mark.parametrize("intervals", [4, 5, 24])
def test_the_rounds_of_a_quarter_of_the_tail_are_watched(interval_hours: int, intervals: int) -> None:
    tail_hours = interval_hours * intervals
    found = data_at_risk(watched(interval_hours=interval_hours, tail_hours=tail_hours))
    reach = found.period_seconds * found.evaluation_periods
    assert 0 <= tail_hours * 3600 / 4 - reach < found.period_seconds
    assert found.datapoints_to_alarm
    assert found.evaluation_periods / 2 <= found.datapoints_to_alarm <= found.evaluation_periods


@pytest.mark.parametrize("interval_hours", INTERVALS)
def test_no_alarm_looks_back_further_than_cloudwatch_does(interval_hours: int) -> None:
    for each in maintenance_alarms(watched(interval_hours=interval_hours, tail_hours=LONGEST_TAIL_HOURS)):
        assert each.period_seconds * each.evaluation_periods <= WEEK_SECONDS


def test_one_failure_alone_is_no_alarm(prod: Program) -> None:
    found = alarm(prod, "maintenance-failing")
    assert (found["namespace"], found["metricName"]) == ("AWS/Events", "TriggeredRules")
    assert found["dimensions"] == {"RuleName": "maintenance-failures"}
    assert (found["comparisonOperator"], found["threshold"]) == ("GreaterThanThreshold", 0)
    assert (found["period"], found["evaluationPeriods"], found["datapointsToAlarm"]) == (3600, 3, 2)


def test_what_scheduler_cannot_start_is_seen(prod: Program) -> None:
    for name, metric in (
        ("maintenance-target-errors", "TargetErrorCount"),
        ("maintenance-dropped", "InvocationDroppedCount"),
    ):
        found = alarm(prod, name)
        assert (found["namespace"], found["metricName"]) == ("AWS/Scheduler", metric)
        assert found["dimensions"] == {"ScheduleGroup": "tasklake-prod"}
    found = alarm(prod, "maintenance-dead-letters")
    assert (found["namespace"], found["statistic"]) == ("AWS/SQS", "Maximum")
    assert found["dimensions"] == {"QueueName": "maintenance-dead-letters"}


def test_failed_and_cancelled_queries_of_the_workgroup_are_written_to_a_log(prod: Program) -> None:
    rule = prod.one("aws:cloudwatch/eventRule:EventRule", "maintenance-failures").inputs
    assert json.loads(rule["eventPattern"]) == {
        "source": ["aws.athena"],
        "detail-type": ["Athena Query State Change"],
        "detail": {
            "workgroupName": ["tasklake-prod-maintenance"],
            "currentState": ["FAILED", "CANCELLED"],
        },
    }
    log = prod.one("aws:cloudwatch/logGroup:LogGroup", "maintenance-failures").inputs
    assert (log["name"], log["retentionInDays"]) == ("/aws/events/tasklake-prod-maintenance-failures", 90)
    target = prod.one("aws:cloudwatch/eventTarget:EventTarget", "maintenance-failures").inputs
    assert (target["rule"], target["arn"]) == ("maintenance-failures", "arn:aws:mock:::maintenance-failures")
    assert "roleArn" not in target


def test_nobody_but_eventbridge_writes_to_the_event_logs_and_only_for_rules_of_the_stack(
    prod: Program,
) -> None:
    (writers,) = prod.all("aws:cloudwatch/logResourcePolicy:LogResourcePolicy")
    streams, lines = json.loads(writers.inputs["policyDocument"])["Statement"]
    (pattern,) = streams["Resource"]
    for statement in (streams, lines):
        assert statement["Principal"] == {"Service": ["delivery.logs.amazonaws.com", "events.amazonaws.com"]}
        assert statement["Resource"] == [pattern]
    assert (streams["Action"], lines["Action"]) == (["logs:CreateLogStream"], ["logs:PutLogEvents"])
    assert lines["Condition"] == {
        "ArnLike": {"aws:SourceArn": "arn:aws:events:eu-central-1:123456789012:rule/tasklake-prod-*"}
    }
    logs = [each.inputs for each in prod.all("aws:cloudwatch/logGroup:LogGroup")]
    of_events = {log["name"] for log in logs if log["name"].startswith("/aws/events/")}
    assert len(of_events) == 2
    for name in of_events:
        assert fnmatch(f"arn:aws:logs:eu-central-1:123456789012:log-group:{name}:stream", pattern)
