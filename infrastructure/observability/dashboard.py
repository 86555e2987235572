"""The dashboard: one graph for each page of the runbook, and one of what maintenance reads."""

import json
from collections.abc import Mapping, Sequence
from itertools import groupby

import pulumi
import pulumi_aws as aws

from infrastructure.observability.alarm import Alarm


def dashboard_body(alarms: Sequence[Alarm], maintenance_workgroup: pulumi.Input[str]) -> pulumi.Output[str]:
    """Return the graphs of the alarms' metrics, with their thresholds; alarms of one page share a graph."""
    dimensions = pulumi.Output.all(*[pulumi.Output.all(**alarm.dimensions) for alarm in alarms])
    return pulumi.Output.all(dimensions, maintenance_workgroup, aws.get_region_output().region).apply(
        lambda resolved: body(alarms, *resolved)
    )


def body(
    alarms: Sequence[Alarm], dimensions: Sequence[Mapping[str, str]], maintenance_workgroup: str, region: str
) -> str:
    by_page = groupby(zip(alarms, dimensions, strict=True), key=lambda pair: pair[0].runbook_page)
    graphs = [
        *(graph(page, list(pairs), region) for page, pairs in by_page),
        bytes_scanned(maintenance_workgroup, region),
    ]
    widgets = [
        {
            "type": "metric",
            "x": number % 2 * 12,
            "y": number // 2 * 6,
            "width": 12,
            "height": 6,
            "properties": properties,
        }
        for number, properties in enumerate(graphs)
    ]
    return json.dumps({"widgets": widgets})


def graph(page: str, pairs: Sequence[tuple[Alarm, Mapping[str, str]]], region: str) -> dict[str, object]:
    first, _ = pairs[0]
    return {
        "title": page,
        "region": region,
        "period": first.period_seconds,
        "stat": statistic(first),
        "metrics": [
            [
                alarm.namespace,
                alarm.metric,
                *(part for pair in dimensions.items() for part in pair),
                *differences(alarm, first),
            ]
            for alarm, dimensions in pairs
        ],
        "annotations": {"horizontal": [{"label": "alarm", "value": first.threshold}]},
    }


def statistic(alarm: Alarm) -> str:
    return alarm.extended_statistic or alarm.statistic


def differences(alarm: Alarm, first: Alarm) -> list[dict[str, object]]:
    """Return how a metric is drawn where that is not how the graph's first one is."""
    if statistic(alarm) == statistic(first):
        return []
    return [{"stat": statistic(alarm)}]


def bytes_scanned(workgroup: str, region: str) -> dict[str, object]:
    """Return the graph that says whether maintenance costs more as history grows: it should not."""
    return {
        "title": "maintenance-bytes-scanned",
        "region": region,
        "period": 86_400,
        "stat": "Sum",
        "metrics": [["AWS/Athena", "ProcessedBytes", "WorkGroup", workgroup]],
    }
