"""What the function says of each batch: one log line, a warning for each reason to quarantine, and metrics.

Nothing here shows an item: reasons quote no values, and a record appears by its sequence number alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from tasklake.models import epoch_milliseconds, utc_now
from tasklake_stream_etl.batch import Batch
from tasklake_stream_etl.quarantine import QuarantinedRecord

SEQUENCES_LOGGED: Final = 20
"""Enough to start a search with; the quarantine object has them all."""


def report(batch: Batch, keys: Sequence[str], logger: Logger) -> None:
    """Log and measure a batch whose objects are written."""
    rows = {table: len(rows) for table, rows in batch.rows.items() if rows}
    records = sum(rows.values()) + len(batch.quarantined) + batch.skipped
    lag = epoch_milliseconds(utc_now()) - batch.newest_change if rows else None
    logger.info(
        "batch",
        records=records,
        rows=rows,
        quarantined=len(batch.quarantined),
        skipped=batch.skipped,
        keys=keys,
        newest_change_lag_ms=lag,
    )
    log_quarantined(batch.quarantined, logger)
    emit(records, rows, batch, lag)


def log_quarantined(quarantined: Iterable[QuarantinedRecord], logger: Logger) -> None:
    sequences_of: defaultdict[str, list[str | None]] = defaultdict(list)
    for each in quarantined:
        sequences_of[each.reason].append(each.sequence_number)
    for reason, sequences in sequences_of.items():
        logger.warning(
            "quarantined", reason=reason, records=len(sequences), sequences=sequences[:SEQUENCES_LOGGED]
        )


def emit(records: int, rows: dict[str, int], batch: Batch, lag: int | None) -> None:
    """Emit the metrics, in CloudWatch's embedded metric format, of the namespace and service in the environment."""
    metrics = Metrics()
    metrics.add_metric(name="BatchRecords", unit=MetricUnit.Count, value=records)
    metrics.add_metric(name="QuarantinedRecords", unit=MetricUnit.Count, value=len(batch.quarantined))
    metrics.add_metric(name="SkippedRecords", unit=MetricUnit.Count, value=batch.skipped)
    if lag is not None:
        metrics.add_metric(name="NewestChangeLagMilliseconds", unit=MetricUnit.Milliseconds, value=lag)
    metrics.flush_metrics()
    for table, count in rows.items():
        with single_metric(name="RowsWritten", unit=MetricUnit.Count, value=count) as metric:
            metric.add_dimension(name="table", value=table)
