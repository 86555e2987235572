"""Metrics in CloudWatch's embedded metric format."""

from collections.abc import Mapping

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit


def emit(values: Mapping[str, float]) -> None:
    metrics = Metrics()
    for name, value in values.items():
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
    metrics.flush_metrics()
