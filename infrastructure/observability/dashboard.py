"""The dashboard: what the stack does, and below it one graph for each page of the runbook."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import pulumi
import pulumi_aws as aws

from infrastructure.observability.alarm import OWN, Alarm, Metric

EACH: Final = "*"
"""The value of a dimension that stands for each one there is."""

type Line = Sequence[pulumi.Input[str] | Mapping[str, object]]


@dataclass(frozen=True)
class Graph:
    """Metrics that are looked at together.

    Attributes:
        title: What they say.
        metrics: By the words beside each line.
        period_seconds: Length of a period.
        expressions: Lines that are made of other lines, by their words; a metric is called m1, m2, … in their order.
    """

    title: str
    metrics: Mapping[str, Metric]
    period_seconds: int = 300
    expressions: Mapping[str, str] | None = None


def dashboard_body(traffic: Sequence[Graph], alarms: Sequence[Alarm]) -> pulumi.Output[str]:
    """Return the graphs, and those of the alarms with their thresholds; alarms of one page share a graph."""
    by_page = groupby(alarms, key=lambda alarm: alarm.runbook_page)
    graphs = [*map(graph, traffic), *(alarm_graph(page, list(group)) for page, group in by_page)]
    region = aws.get_region_output().region
    return pulumi.Output.json_dumps(
        {
            "widgets": [
                {
                    "type": "metric",
                    "x": number % 2 * 12,
                    "y": number // 2 * 6,
                    "width": 12,
                    "height": 6,
                    "properties": {"region": region, **properties},
                }
                for number, properties in enumerate(graphs)
            ]
        }
    )


def graph(drawn: Graph) -> dict[str, object]:
    lines = [
        searched(words, metric, drawn.period_seconds)
        if EACH in metric.dimensions.values()
        else line(metric, id=f"m{number}", label=words, stat=metric.statistic)
        for number, (words, metric) in enumerate(drawn.metrics.items(), start=1)
    ]
    made = [[{"expression": what, "label": words}] for words, what in (drawn.expressions or {}).items()]
    return {"title": drawn.title, "period": drawn.period_seconds, "metrics": [*lines, *made]}


def alarm_graph(page: str, alarms: Sequence[Alarm]) -> dict[str, object]:
    return {
        "title": page,
        "period": alarms[0].period_seconds,
        "metrics": [each for number, alarm in enumerate(alarms) for each in alarm_lines(alarm, number)],
        "annotations": {"horizontal": [{"label": "alarm", "value": alarms[0].threshold}]},
    }


def alarm_lines(alarm: Alarm, number: int) -> list[Line]:
    """Return what an alarm compares, and hidden below it what that is made of."""
    if not alarm.expression:
        return [line(alarm.own, stat=alarm.statistic)]
    names = {OWN: f"{OWN}{number}", **{name: f"{name}{number}" for name in alarm.beside}}
    expression = alarm.expression
    for name, renamed in names.items():
        expression = re.sub(rf"\b{name}\b", renamed, expression)
    read = {OWN: alarm.own, **alarm.beside}
    return [
        [{"expression": expression, "label": alarm.name}],
        *(
            line(metric, id=names[name], stat=metric.statistic, visible=False)
            for name, metric in read.items()
        ),
    ]


def line(metric: Metric, **drawn: object) -> Line:
    pairs = [part for pair in metric.dimensions.items() for part in pair]
    return [metric.namespace, metric.name, *pairs, drawn]


def searched(words: str, metric: Metric, period_seconds: int) -> Line:
    """Return the lines of all metrics of that name (Amazon CloudWatch User Guide, "Use search expressions in graphs")."""
    schema = ",".join([metric.namespace, *metric.dimensions])
    known = [
        pulumi.Output.concat(' "', name, '"="', value, '"')
        for name, value in metric.dimensions.items()
        if value != EACH
    ]
    expression = pulumi.Output.concat(
        "SEARCH('{",
        schema,
        '} MetricName="',
        metric.name,
        '"',
        *known,
        f"', '{metric.statistic}', {period_seconds})",
    )
    return [{"expression": expression, "label": words}]
