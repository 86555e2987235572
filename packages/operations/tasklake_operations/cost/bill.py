"""The bill of a stack, line by line."""

import math
from typing import Final

from tasklake_operations.cost.data import GB, Line, value
from tasklake_operations.cost.lake_bill import (
    backups,
    erasure,
    maintenance,
    optimizers,
    storage,
    verification,
)
from tasklake_operations.cost.units import UNITS, api_milliseconds, etl_milliseconds, writes_a_change
from tasklake_operations.cost.workload import HOURS, SECONDS, Settings, Workload, traces

FREE_USERS: Final = 10_000
VERIFICATION_METRICS: Final = 2
"""That the comparison has, and each an alarm."""

ERASURE_METRICS: Final = 3
ERASURE_ALARMS: Final = 2

DEFAULTS: Final = Settings()


def bill(use: Workload, settings: Settings = DEFAULTS) -> list[Line]:
    """Return what a stack is billed for in the last month of its first year."""
    return [
        *api(use, settings),
        *watching(use, settings),
        *table(use, settings),
        *delivery(use, settings),
        *storage(use, settings),
        *maintenance(use, settings),
        *optimizers(use),
        *verification(use, settings),
        *erasure(use, settings),
        *backups(use, settings),
    ]


def api(use: Workload, settings: Settings) -> list[Line]:
    memory = value("api_memory_gb")
    gb_seconds = use.requests * api_milliseconds() / 1000 * memory
    ingested = use.requests * value("log_bytes") / GB
    stored = ingested * value("log_months") * value("log_compression")
    transferred = use.reads * value("response_bytes") / GB
    plus = settings.threat_protection
    users = use.users if plus else max(0, use.users - FREE_USERS)
    lines = [
        Line("api", "API Gateway", "requests", "http_api_request", use.requests / 1e6, "--requests"),
        Line("api", "Lambda", "API, requests", "lambda_request", use.requests / 1e6, "--requests"),
        Line(
            "api",
            "Lambda",
            "API, duration",
            "lambda_duration",
            gb_seconds,
            "api_cpu_milliseconds, api_waiting_milliseconds",
        ),
        Line("api", "CloudWatch", "API, logs written", "logs_ingested", ingested, "log_bytes"),
        Line("api", "CloudWatch", "API, logs kept", "logs_stored", stored, "log_months, log_compression"),
        Line("api", "X-Ray", "API, traces", "trace", traces(use.requests) / 1e6, "traces_a_second"),
        Line("api", "Data transfer", "answers", "transfer_out", transferred, "response_bytes"),
        Line("api", "Cognito", "users", "cognito_plus" if plus else "cognito_essentials", users, "--users"),
    ]
    if settings.provisioned_environments:
        kept = settings.provisioned_environments * memory * SECONDS
        lines.append(
            Line("api", "Lambda", "kept warm", "lambda_provisioned", kept, "provisioned environments")
        )
    if settings.snapstart:
        restored = use.requests * value("cold_starts") * memory
        lines += [
            Line("api", "Lambda", "snapshot kept", "snapstart_cache", memory * SECONDS, "api_memory_gb"),
            Line("api", "Lambda", "snapshots restored", "snapstart_restore", restored, "cold_starts"),
        ]
    return lines


def watching(use: Workload, settings: Settings) -> list[Line]:
    """Return what is billed for metrics, which exist while functions run, and for what reads them."""
    metrics, alarms = value("metrics"), value("alarm_metrics")
    if not settings.verifications:
        metrics, alarms = metrics - VERIFICATION_METRICS, alarms - VERIFICATION_METRICS
    if not settings.erasures:
        metrics, alarms = metrics - ERASURE_METRICS, alarms - ERASURE_ALARMS
    if not use.requests:
        metrics = 0
    return [
        Line("api", "CloudWatch", "custom metrics", "metric", metrics, "metrics"),
        Line("api", "CloudWatch", "alarms", "alarm_metric", alarms, "alarm_metrics"),
        Line("api", "CloudWatch", "dashboard", "dashboard", 1, "the program"),
    ]


def table(use: Workload, settings: Settings) -> list[Line]:
    reads_a_list = math.ceil(value("page_items") * value("item_bytes") / 4096)
    lists = value("list_share")
    reads_a_read = lists * reads_a_list + (1 - lists) * UNITS["get"].reads
    stored = use.tasks * (value("item_bytes") + value("item_overhead_bytes")) / GB
    indexes = 3 if settings.delta_sync else 2
    lines = [
        Line(
            "table",
            "DynamoDB",
            "writes",
            "dynamodb_write",
            use.changes * writes_a_change(settings) / 1e6,
            "cost/units.py",
        ),
        Line("table", "DynamoDB", "reads", "dynamodb_read", use.reads * reads_a_read / 1e6, "cost/units.py"),
        Line(
            "table",
            "DynamoDB",
            "table and its indexes",
            "dynamodb_storage",
            (1 + indexes) * stored,
            "item_bytes",
        ),
        Line("table", "DynamoDB", "point-in-time recovery", "dynamodb_recovery", stored, "item_bytes"),
    ]
    if settings.customer_key:
        # DynamoDB and S3 ask in minutes, not for each item or object.
        asked = HOURS * 12 * value("key_users")
        lines += [
            Line("table", "KMS", "key", "kms_key", 1, "kms_key_arn"),
            Line("table", "KMS", "requests", "kms_request", asked / 1e4, "key_users"),
        ]
    return lines


def delivery(use: Workload, settings: Settings) -> list[Line]:
    """Return what brings changes to S3; Lambda reads the stream without charge."""
    batches = use.batches(settings)
    gb_seconds = etl_milliseconds(batches, use.changes) / 1000 * value("etl_memory_gb")
    return [
        Line("delivery", "Lambda", "ETL, requests", "lambda_request", batches / 1e6, "shards, batch_size"),
        Line("delivery", "Lambda", "ETL, duration", "lambda_duration", gb_seconds, "etl_batch_milliseconds, etl_change_cpu_milliseconds"),
        Line("delivery", "CloudWatch", "ETL, logs written", "logs_ingested", batches * value("etl_log_bytes") / GB, "etl_log_bytes"),
        Line("delivery", "X-Ray", "ETL, traces", "trace", traces(batches) / 1e6, "traces_a_second"),
        Line("delivery", "S3", "event objects written", "s3_write", batches / 1000, "one for each batch"),
    ]  # fmt: skip
