"""CloudWatch log groups, alarms, dashboards and EventBridge rules, one package in pulumi-aws."""

from typing import Any

from local_aws.realizer.resource_types import (
    GOES_ALL_THE_SAME,
    Aws,
    Made,
    Resource,
    ResourceType,
    arn,
    put_type,
)
from local_aws.root import LOCAL_ACCOUNT


def _create_log_group(aws: Aws, group: Resource) -> Made:
    aws.call("logs", "create_log_group", group.but("retentionInDays"), {"name": "logGroupName"})
    return Made(group["name"], {"arn": arn("logs", f"log-group:{group['name']}")})


def _retain_logs(aws: Aws, group: Resource, _made: Made) -> None:
    name = {"logGroupName": group["name"]}
    if days := group.inputs.get("retentionInDays"):
        aws.call("logs", "put_retention_policy", {**name, "retentionInDays": days})
    else:
        aws.call("logs", "delete_retention_policy", name)


def _targets_request(target: Resource) -> dict[str, Any]:
    beside = ("rule", "eventBusName")
    return {**target.only(*beside), "targets": [target.but("targetId", *beside) | {"id": target["targetId"]}]}


def _alarm_request(alarm: Resource) -> dict[str, Any]:
    """Return the inputs with the metrics of an expression as the API has them."""
    queries: list[dict[str, Any]] = alarm.inputs.get("metricQueries", [])
    return alarm.but("metricQueries") | (
        {"metrics": [_metric_query(each) for each in queries]} if queries else {}
    )


def _metric_query(query: dict[str, Any]) -> dict[str, Any]:
    if "metric" not in query:
        return query
    metric = query["metric"]
    named = {key: metric[key] for key in ("namespace", "metricName", "dimensions") if key in metric}
    measured = {key: value for key, value in metric.items() if key not in named}
    return {key: value for key, value in query.items() if key != "metric"} | {
        "metricStat": {"metric": named, **measured}
    }


TYPES = {
    "aws:cloudwatch/logGroup:LogGroup": ResourceType(
        create=_create_log_group,
        configure=_retain_logs,
        changeable={"retentionInDays"},
        ignored={"skipDestroy": GOES_ALL_THE_SAME},
    ),
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": put_type(
        "logs",
        "put_resource_policy",
        lambda policy: Made(policy["policyName"]),
        fixed=["policyName"],
        named_by="policyName",
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": put_type(
        "cloudwatch",
        "put_metric_alarm",
        lambda alarm: Made(alarm["name"], {"arn": arn("cloudwatch", f"alarm:{alarm['name']}")}),
        fixed=["name"],
        request=_alarm_request,
        renames={"name": "alarmName"},
    ),
    "aws:cloudwatch/dashboard:Dashboard": put_type(
        "cloudwatch",
        "put_dashboard",
        lambda board: Made(
            board["dashboardName"],
            {"dashboardArn": f"arn:aws:cloudwatch::{LOCAL_ACCOUNT}:dashboard/{board['dashboardName']}"},
        ),
        fixed=["dashboardName"],
        named_by="dashboardName",
    ),
    "aws:cloudwatch/eventRule:EventRule": put_type(
        "events",
        "put_rule",
        lambda rule: Made(rule["name"], {"arn": arn("events", f"rule/{rule['name']}")}),
        fixed=["name", "eventBusName"],
        keeps_omitted=True,
        ignored={"forceDestroy": GOES_ALL_THE_SAME},
    ),
    "aws:cloudwatch/eventTarget:EventTarget": put_type(
        "events",
        "put_targets",
        lambda target: Made(f"{target['rule']}-{target['targetId']}"),
        request=_targets_request,
        fixed=["rule", "eventBusName", "targetId"],
        named_by="targetId",
        ignored={"forceDestroy": GOES_ALL_THE_SAME},
    ),
}
