"""What the function says of each run: log lines that a person reads, and metrics. No item is named."""

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from tasklake_operations.verification import Comparison, summary


def report(comparison: Comparison, logger: Logger) -> None:
    """Log and measure a finished comparison."""
    write = logger.warning if comparison.differences else logger.info
    write(
        "verification",
        differences=len(comparison.differences),
        seconds=round(comparison.seconds, 1),
        summary=list(summary(comparison)),
    )
    emit(completed=True, differences=len(comparison.differences))


def emit(*, completed: bool, differences: int | None = None) -> None:
    """Emit the metrics of a run, in CloudWatch's embedded metric format; one that was not completed found nothing out."""
    metrics = Metrics()
    metrics.add_metric(name="LakeVerifications", unit=MetricUnit.Count, value=completed)
    if differences is not None:
        metrics.add_metric(name="Differences", unit=MetricUnit.Count, value=differences)
    metrics.flush_metrics()
