import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from tasklake_devkit.local_system import LocalSystem
from tests.e2e.system.client import Client

NAMESPACE: Final = "Tasklake"
SCHEDULED: Final = (
    "Differences",
    "ErasuresWaiting",
    "LakeErasures",
    "LakeVerifications",
    "OldestErasureDays",
)


class Metric(NamedTuple):
    name: str
    dimensions: frozenset[str]


def emitted(system: LocalSystem) -> Iterator[Metric]:
    """Yield what the functions' log lines make metrics of (Embedded metric format)."""
    logs = system.session.client("logs")
    for group in logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/")["logGroups"]:
        for event in logs.filter_log_events(logGroupName=group.get("logGroupName", ""))["events"]:
            message = event.get("message", "")
            line: dict[str, Any] = json.loads(message) if message.startswith('{"') else {}
            for directive in line.get("_aws", {}).get("CloudWatchMetrics", []):
                assert directive["Namespace"] == NAMESPACE
                for dimensions in directive["Dimensions"]:
                    for metric in directive["Metrics"]:
                        yield Metric(metric["Name"], frozenset(dimensions))


def drawn(system: LocalSystem) -> Iterator[Metric]:
    cloudwatch: Any = system.session.client("cloudwatch")
    (board,) = cloudwatch.list_dashboards()["DashboardEntries"]
    body = json.loads(cloudwatch.get_dashboard(DashboardName=board.get("DashboardName", ""))["DashboardBody"])
    for widget in body["widgets"]:
        for line in widget["properties"]["metrics"]:
            if line[0] == NAMESPACE:
                yield Metric(line[1], frozenset(line[2:-1:2]))
            elif isinstance(line[0], dict) and (
                search := re.search(
                    rf"SEARCH\('{{{NAMESPACE},(.*?)}} MetricName=\"(.*?)\"", line[0]["expression"]
                )
            ):
                yield Metric(search[2], frozenset(search[1].split(",")))


def test_every_metric_that_is_paid_for_is_drawn(
    system: LocalSystem, sign_up: Callable[..., Client], eventually: Callable[..., None]
) -> None:
    client = sign_up()
    client.send("POST", "/v1/tasks", {"title": "Seen"})
    client.send("GET", "/v1/tasks/0190a0a0-0000-7000-8000-000000000000")
    client.send("DELETE", "/v1/users/me")
    eventually(lambda: Metric("RemovedItems", frozenset({"service"})) in set(emitted(system)), expected=True)
    system.wait_until_caught_up()

    seldom = {
        Metric("5xx", frozenset({"service", "method", "route"})),
        *(Metric(name, frozenset({"service"})) for name in SCHEDULED),
    }
    assert {*emitted(system), *seldom} == set(drawn(system))
