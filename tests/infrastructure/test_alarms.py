import json
import re
from collections.abc import Callable

import pytest

from tasklake_operations.checkout import REPOSITORY
from tests.infrastructure.program import Program

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"


@pytest.fixture
def prod(program_of: Callable[..., Program]) -> Program:
    return program_of("prod")


def runbook_pages() -> set[str]:
    text = (REPOSITORY / "docs" / "runbook.md").read_text()
    return set(re.findall(r"^## ([a-z0-9-]+)$", text, re.MULTILINE))


def test_every_alarm_reaches_the_topic_and_has_a_runbook_page(prod: Program) -> None:
    alarms = [alarm.inputs for alarm in prod.all(ALARM)]
    for alarm in alarms:
        assert alarm["alarmActions"] == ["arn:aws:mock:::observability"]
    named = {alarm["alarmDescription"].partition("docs/runbook.md#")[2] for alarm in alarms}
    assert named | {"failure-object"} == runbook_pages()


def test_silence_is_wrong_only_where_something_must_happen(prod: Program) -> None:
    silent = {alarm.name for alarm in prod.all(ALARM) if alarm.inputs["treatMissingData"] == "breaching"}
    assert silent == {"maintenance-data-at-risk"}
    missed = {alarm.name for alarm in prod.all(ALARM) if "insufficientDataActions" in alarm.inputs}
    assert missed == {"lake-not-verified"}


def test_throttling_is_seen_on_the_table_and_on_each_index_for_reads_and_writes(prod: Program) -> None:
    alarms = [a.inputs for a in prod.all(ALARM) if a.inputs["namespace"] == "AWS/DynamoDB"]
    watched = {(a["metricName"], a["dimensions"].get("GlobalSecondaryIndexName")) for a in alarms}
    assert watched == {
        (metric, index)
        for metric in ("ReadThrottleEvents", "WriteThrottleEvents")
        for index in (None, "by_status", "by_due_date")
    }
    assert {a["dimensions"]["TableName"] for a in alarms} == {"tasks"}


def test_the_quarantine_alarm_watches_the_metric_of_its_own_stack(prod: Program) -> None:
    alarm = prod.one(ALARM, "etl-quarantine").inputs
    assert alarm["namespace"] == "Tasklake"
    assert alarm["dimensions"] == {"service": "tasklake-prod-stream-etl"}
    function = prod.one("aws:lambda/function:Function", "stream-etl").inputs
    environment = function["environment"]["variables"]
    assert environment["POWERTOOLS_METRICS_NAMESPACE"] == "Tasklake"
    assert environment["POWERTOOLS_SERVICE_NAME"] == "tasklake-prod-stream-etl"


def test_alarms_and_failure_objects_may_be_published_to_the_topic(prod: Program) -> None:
    policy = json.loads(prod.one("aws:sns/topicPolicy:TopicPolicy", "observability").inputs["policy"])
    condition = {s["Principal"]["Service"][0]: s.get("Condition") for s in policy["Statement"]}
    assert condition == {
        "cloudwatch.amazonaws.com": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
        "events.amazonaws.com": None,
    }


def test_the_first_object_in_a_failure_bucket_is_told_to_the_topic(prod: Program) -> None:
    notifications = prod.all("aws:s3/bucketNotification:BucketNotification")
    assert {each.name: each.inputs["eventbridge"] for each in notifications} == {
        "stream-etl": True,
        "user-erasure": True,
    }
    rule = prod.one("aws:cloudwatch/eventRule:EventRule", "observability-failure-object").inputs
    pattern = json.loads(rule["eventPattern"])
    assert pattern["detail"] == {"bucket": {"name": ["user-erasure-failures", "stream-etl-failures"]}}
    target = prod.one("aws:cloudwatch/eventTarget:EventTarget", "observability-failure-object").inputs
    assert target["arn"] == "arn:aws:mock:::observability"


def test_the_dashboard_draws_the_alarms_of_a_page_in_one_graph(prod: Program) -> None:
    body = json.loads(prod.one("aws:cloudwatch/dashboard:Dashboard", "observability").inputs["dashboardBody"])
    drawn = {widget["properties"]["title"]: widget["properties"]["metrics"] for widget in body["widgets"]}
    assert drawn.pop("maintenance-bytes-scanned") == [
        ["AWS/Athena", "ProcessedBytes", "WorkGroup", "tasklake-prod-maintenance"]
    ]
    assert drawn.keys() == runbook_pages() - {"failure-object"}
    assert sum(len(metrics) for metrics in drawn.values()) == len(prod.all(ALARM))
    assert len(body["widgets"]) == len(drawn) + 1
    assert [
        "AWS/DynamoDB",
        "WriteThrottleEvents",
        "TableName",
        "tasks",
        "GlobalSecondaryIndexName",
        "by_status",
    ] in drawn["table-throttles"]
    assert drawn["maintenance-not-started"][-1] == [
        "AWS/SQS",
        "ApproximateNumberOfMessagesVisible",
        "QueueName",
        "maintenance-dead-letters",
        {"stat": "Maximum"},
    ]
    assert drawn["etl-errors"] == [["AWS/Lambda", "Errors", "FunctionName", "tasklake-prod-stream-etl"]]


def test_an_address_is_subscribed_only_where_a_stack_names_one(prod: Program) -> None:
    assert prod.all("aws:sns/topicSubscription:TopicSubscription") == []
