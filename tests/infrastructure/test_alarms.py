import json
import re
from collections.abc import Callable

import pytest

from tasklake_devkit.workspace import REPOSITORY
from tests.infrastructure.program import Program


@pytest.fixture
def prod(program_of: Callable[[str], Program]) -> Program:
    return program_of("prod")


def runbook_pages() -> set[str]:
    text = (REPOSITORY / "docs" / "runbook.md").read_text()
    return set(re.findall(r"^## ([a-z0-9-]+)$", text, re.MULTILINE))


def test_every_alarm_reaches_the_topic_and_has_a_runbook_page(prod: Program) -> None:
    alarms = prod.all("aws:cloudwatch/metricAlarm:MetricAlarm")
    assert alarms
    for alarm in alarms:
        assert alarm.inputs["alarmActions"] == ["arn:aws:mock:::observability"]
        assert alarm.inputs["alarmDescription"].endswith(f"docs/runbook.md#{alarm.name}")
        assert alarm.inputs["treatMissingData"] == "notBreaching"
    assert {alarm.name for alarm in alarms} | {"failure-object"} == runbook_pages()


def test_the_first_object_in_the_failure_bucket_is_told_to_the_topic(prod: Program) -> None:
    assert (
        prod.one("aws:s3/bucketNotification:BucketNotification", "stream-etl").inputs["eventbridge"] is True
    )
    rule = prod.one("aws:cloudwatch/eventRule:EventRule", "observability-failure-object").inputs
    pattern = json.loads(rule["eventPattern"])
    assert pattern["detail"] == {"bucket": {"name": ["stream-etl-failures"]}}
    target = prod.one("aws:cloudwatch/eventTarget:EventTarget", "observability-failure-object").inputs
    assert target["arn"] == "arn:aws:mock:::observability"


def test_the_dashboard_draws_every_alarm_with_its_dimensions(prod: Program) -> None:
    body = json.loads(prod.one("aws:cloudwatch/dashboard:Dashboard", "observability").inputs["dashboardBody"])
    drawn = {widget["properties"]["title"]: widget["properties"]["metrics"] for widget in body["widgets"]}
    assert drawn.keys() == {alarm.name for alarm in prod.all("aws:cloudwatch/metricAlarm:MetricAlarm")}
    assert drawn["etl-errors"] == [["AWS/Lambda", "Errors", "FunctionName", "tasklake-prod-stream-etl"]]


def test_an_address_is_subscribed_only_where_a_stack_names_one(prod: Program) -> None:
    assert prod.all("aws:sns/topicSubscription:TopicSubscription") == []
