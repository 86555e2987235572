import json
import re
from collections.abc import Callable

import pytest

from infrastructure.settings import SettingsError
from tasklake_operations.checkout import REPOSITORY
from tests.infrastructure.program import Program

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"


def runbook_pages() -> set[str]:
    text = (REPOSITORY / "docs" / "runbook.md").read_text()
    return set(re.findall(r"^## ([a-z0-9-]+)$", text, re.MULTILINE))


def test_every_alarm_reaches_the_topic_once_and_has_a_runbook_page(prod: Program) -> None:
    alarms = [alarm.inputs for alarm in prod.all(ALARM)]
    for alarm in alarms:
        assert alarm["alarmActions"] == ["arn:aws:mock:::observability"]
        assert "okActions" not in alarm
    named = {alarm["alarmDescription"].partition("docs/runbook.md#")[2] for alarm in alarms}
    assert named == runbook_pages()
    assert prod.outputs["alarm_topic_arn"] == "arn:aws:mock:::observability"


def test_no_alarm_is_born_alarming_and_silence_is_told_where_something_must_happen(prod: Program) -> None:
    alarms = [alarm.inputs for alarm in prod.all(ALARM)]
    assert {alarm["treatMissingData"] for alarm in alarms} == {"missing", "notBreaching"}
    told = {alarm["name"] for alarm in alarms if "insufficientDataActions" in alarm}
    assert told == {alarm["name"] for alarm in alarms if alarm["treatMissingData"] == "missing"}
    assert told == {
        f"tasklake-prod-{name}"
        for name in ("maintenance-data-at-risk", "lake-not-verified", "lake-erasure-late")
    }


def test_what_callers_try_again_alarms_when_it_lasts(prod: Program) -> None:
    passing = ("Errors", "Throttles", "ReadThrottleEvents", "WriteThrottleEvents")
    lasting = [alarm.inputs for alarm in prod.all(ALARM) if alarm.inputs.get("metricName") in passing]
    assert lasting
    for alarm in (*lasting, prod.one(ALARM, "api-5xx").inputs):
        assert (alarm["datapointsToAlarm"], alarm["evaluationPeriods"]) == (2, 3)


def test_a_failure_of_the_api_is_a_rate_and_latency_is_of_many_requests(prod: Program) -> None:
    assert compared(prod, "api-5xx") == ("100 * own / requests", {"own": "5xx", "requests": "Count"})
    assert compared(prod, "api-latency") == (
        "IF(requests >= 100, own, 0)",
        {"own": "Latency", "requests": "Count"},
    )


def test_the_mails_that_cognito_sends_itself_are_watched_over_all_applications(
    tuned: Program, with_what_others_own: Program
) -> None:
    assert compared(tuned, "sign-up-mails") == (
        "SUM([own, app0])",
        {"own": "SignUpSuccesses", "app0": "SignUpSuccesses"},
    )
    assert "sign-up-mails" not in {alarm.name for alarm in with_what_others_own.all(ALARM)}


def test_a_stream_that_is_written_and_not_read_is_seen_by_each_mapping(prod: Program) -> None:
    for name, mapping in (("etl", "stream-etl"), ("erasure", "user-erasure")):
        expression, metrics = compared(prod, f"{name}-stream-not-read")
        assert expression == "IF(FILL(own, 0) > 0 AND FILL(polled, 0) == 0, 1, 0)"
        assert metrics == {"own": "ConsumedWriteCapacityUnits", "polled": "PolledEventCount"}
        queries = prod.one(ALARM, f"{name}-stream-not-read").inputs["metricQueries"]
        dimensions = {each["id"]: each["metric"]["dimensions"] for each in queries if "metric" in each}
        assert dimensions["polled"] == {"EventSourceMappingUUID": f"{mapping}-uuid"}
        mapped = prod.one("aws:lambda/eventSourceMapping:EventSourceMapping", mapping).inputs
        assert mapped["metricsConfig"] == {"metrics": ["EventCount"]}


def compared(program: Program, name: str) -> tuple[str, dict[str, str]]:
    """Return the expression of an alarm, and its metrics."""
    queries = program.one(ALARM, name).inputs["metricQueries"]
    (expression,) = (each["expression"] for each in queries if each.get("returnData"))
    return expression, {each["id"]: each["metric"]["metricName"] for each in queries if "metric" in each}


def test_throttling_is_seen_on_the_table_and_on_each_index_for_reads_and_writes(
    program_of: Callable[..., Program],
) -> None:
    program = program_of("prod", delta_sync="true")
    alarms = [a.inputs for a in program.all(ALARM) if a.inputs.get("namespace") == "AWS/DynamoDB"]
    watched = {(a["metricName"], a["dimensions"].get("GlobalSecondaryIndexName")) for a in alarms}
    assert watched == {
        (metric, index)
        for metric in ("ReadThrottleEvents", "WriteThrottleEvents")
        for index in (None, "by_status", "by_due_date", "by_update")
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


def test_alarms_of_this_account_alone_may_be_published_to_the_topic(prod: Program) -> None:
    policy = json.loads(prod.one("aws:sns/topicPolicy:TopicPolicy", "observability").inputs["policy"])
    (statement,) = policy["Statement"]
    assert statement["Principal"] == {"Service": ["cloudwatch.amazonaws.com"]}
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}


def test_objects_in_a_failure_bucket_are_counted_and_told_once(prod: Program) -> None:
    notifications = prod.all("aws:s3/bucketNotification:BucketNotification")
    assert {each.name: each.inputs["eventbridge"] for each in notifications} == {
        "stream-etl": True,
        "user-erasure": True,
    }
    rule = prod.one("aws:cloudwatch/eventRule:EventRule", "observability-failure-objects").inputs
    pattern = json.loads(rule["eventPattern"])
    assert pattern["detail"] == {"bucket": {"name": ["user-erasure-failures", "stream-etl-failures"]}}
    alarm = prod.one(ALARM, "failure-object").inputs
    assert (alarm["namespace"], alarm["metricName"]) == ("AWS/Events", "TriggeredRules")
    assert alarm["dimensions"] == {"RuleName": "observability-failure-objects"}


def test_the_dashboard_draws_the_alarms_of_a_page_in_one_graph(prod: Program) -> None:
    body = json.loads(prod.one("aws:cloudwatch/dashboard:Dashboard", "observability").inputs["dashboardBody"])
    drawn = {widget["properties"]["title"]: widget["properties"]["metrics"] for widget in body["widgets"]}
    assert len(drawn) == len(body["widgets"])
    assert runbook_pages() <= drawn.keys()
    for page in runbook_pages():
        alarms = [alarm for alarm in prod.all(ALARM) if alarm.inputs["alarmDescription"].endswith(f"#{page}")]
        assert len([line for line in drawn[page] if line[-1].get("visible", True)]) == len(alarms)
    assert drawn["etl-errors"] == [
        ["AWS/Lambda", "Errors", "FunctionName", "tasklake-prod-stream-etl", {"stat": "Sum"}]
    ]
    assert drawn["stream-not-read"][0] == [
        {
            "expression": "IF(FILL(own0, 0) > 0 AND FILL(polled0, 0) == 0, 1, 0)",
            "label": "erasure-stream-not-read",
        }
    ]
    assert drawn["Duration by route, p99 in ms"] == [
        [
            {
                "expression": 'SEARCH(\'{Tasklake,service,method,route} MetricName="Duration" '
                '"service"="tasklake-prod-api"\', \'p99\', 300)',
                "label": "",
            }
        ]
    ]


def test_alarms_go_to_an_address_or_to_a_topic_that_others_own(
    tuned: Program, with_what_others_own: Program
) -> None:
    (subscribed,) = tuned.all(SUBSCRIPTION)
    assert subscribed.inputs["endpoint"] == "on-call@example.com"
    assert with_what_others_own.all("aws:sns/topic:Topic") == []
    topics = {alarm.inputs["alarmActions"][0] for alarm in with_what_others_own.all(ALARM)}
    assert topics == {"arn:aws:sns:eu-central-1:123456789012:on-call"}


def test_a_stack_whose_alarms_nobody_hears_says_so(
    passing: Program, program_of: Callable[..., Program]
) -> None:
    with pytest.raises(SettingsError, match="pulumi config set tasklake:alarm_email ADDRESS -s prod"):
        program_of("prod", alarm_email="")
    assert not passing.all(SUBSCRIPTION)
