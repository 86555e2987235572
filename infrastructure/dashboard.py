"""The dashboard: one graph for each page of the runbook."""

import json
from collections.abc import Mapping, Sequence
from itertools import groupby

import pulumi
import pulumi_aws as aws

from infrastructure.alarms import Alarm


def dashboard_body(alarms: Sequence[Alarm]) -> pulumi.Output[str]:
    """Return the graphs of the alarms' metrics, with their thresholds; alarms of one page share a graph."""
    dimensions = pulumi.Output.all(*[pulumi.Output.all(**alarm.dimensions) for alarm in alarms])
    return pulumi.Output.all(dimensions, aws.get_region_output().region).apply(
        lambda resolved: body(alarms, *resolved)
    )


def body(alarms: Sequence[Alarm], dimensions: Sequence[Mapping[str, str]], region: str) -> str:
    by_page = groupby(zip(alarms, dimensions, strict=True), key=lambda pair: pair[0].runbook_page)
    widgets = [
        {
            "type": "metric",
            "x": number % 2 * 12,
            "y": number // 2 * 6,
            "width": 12,
            "height": 6,
            "properties": graph(page, list(pairs), region),
        }
        for number, (page, pairs) in enumerate(by_page)
    ]
    return json.dumps({"widgets": widgets})


def graph(page: str, pairs: Sequence[tuple[Alarm, Mapping[str, str]]], region: str) -> dict[str, object]:
    first, _ = pairs[0]
    return {
        "title": page,
        "region": region,
        "period": first.period_seconds,
        "stat": first.extended_statistic or first.statistic,
        "metrics": [
            [alarm.namespace, alarm.metric, *(part for pair in dimensions.items() for part in pair)]
            for alarm, dimensions in pairs
        ],
        "annotations": {"horizontal": [{"label": "alarm", "value": first.threshold}]},
    }
