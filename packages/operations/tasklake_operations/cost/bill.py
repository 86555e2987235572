"""The bill of a stack, line by line."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from tasklake_lake.statements import statements
from tasklake_operations.cost.data import Prices, value
from tasklake_operations.cost.units import UNITS, writes_a_change
from tasklake_operations.cost.workload import DAYS, HOURS, SECONDS, Settings, Workload, traces

type Part = Literal["api", "table", "delivery", "lake"]

GB: Final = 1e9
FREE_USERS: Final = 10_000
MINIMUM_SCAN_BYTES: Final = 1e7
MONTHS_KEPT: Final = 12
VERIFICATION_METRICS: Final = 2
"""That the comparison has, and each an alarm."""

ERASURE_METRICS: Final = 3
ERASURE_ALARMS: Final = 2

COMPARISON_SECONDS, COMPARISON_SECONDS_A_TASK = 100, 140e-6
"""Of a scheduled comparison, as ADR-012 has it: whatever its size, and for each task."""

HISTORY_DAYS: Final = 3
"""Days of the history that a merge compares with."""

DEFAULTS: Final = Settings()


@dataclass(frozen=True, slots=True)
class Line:
    """What one price is paid for.

    Attributes:
        part: Of the system; alternatives replace some.
        service: As AWS's bill names it.
        item: What it is for.
        price: The price's name.
        amount: In the price's unit.
        inputs: What the amount was reckoned from.
    """

    part: Part
    service: str
    item: str
    price: str
    amount: float
    inputs: str

    def usd(self, prices: Prices) -> float:
        return self.amount * prices.of(self.price)


def total(lines: Iterable[Line], prices: Prices) -> float:
    return sum(line.usd(prices) for line in lines)


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
    gb_seconds = use.requests * value("api_milliseconds") / 1000 * memory
    ingested = use.requests * value("log_bytes") / GB
    stored = ingested * value("log_months") * value("log_compression")
    transferred = use.reads * value("response_bytes") / GB
    plus = settings.threat_protection
    users = use.users if plus else max(0, use.users - FREE_USERS)
    lines = [
        Line("api", "API Gateway", "requests", "http_api_request", use.requests / 1e6, "--requests"),
        Line("api", "Lambda", "API, requests", "lambda_request", use.requests / 1e6, "--requests"),
        Line("api", "Lambda", "API, duration", "lambda_duration", gb_seconds, "api_milliseconds"),
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
            use.changes * writes_a_change(delta_sync=settings.delta_sync) / 1e6,
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
    milliseconds = batches * value("etl_batch_milliseconds") + use.changes * value("etl_change_milliseconds")
    gb_seconds = milliseconds / 1000 * value("etl_memory_gb")
    return [
        Line("delivery", "Lambda", "ETL, requests", "lambda_request", batches / 1e6, "shards, batch_size"),
        Line("delivery", "Lambda", "ETL, duration", "lambda_duration", gb_seconds, "etl_batch_milliseconds"),
        Line("delivery", "CloudWatch", "ETL, logs written", "logs_ingested", batches * value("etl_log_bytes") / GB, "etl_log_bytes"),
        Line("delivery", "X-Ray", "ETL, traces", "trace", traces(batches) / 1e6, "traces_a_second"),
        Line("delivery", "S3", "event objects written", "s3_write", batches / 1000, "one for each batch"),
    ]  # fmt: skip


def raw_bytes(use: Workload, settings: Settings) -> float:
    """Return the bytes of a month's event objects."""
    return use.batches(settings) * value("object_bytes") + use.changes * value("object_change_bytes")


def merged_bytes(use: Workload) -> float:
    return (use.changes * MONTHS_KEPT + use.tasks) * value("merged_row_bytes")


def storage(use: Workload, settings: Settings) -> list[Line]:
    raw = raw_bytes(use, settings) * MONTHS_KEPT / GB
    return [
        Line("lake", "S3", "event objects kept", "s3_storage", raw, "object_bytes, a year"),
        Line("lake", "S3", "merged tables kept", "s3_storage", merged_bytes(use) / GB, "merged_row_bytes"),
    ]


def maintenance(use: Workload, settings: Settings) -> list[Line]:
    """Return what the merges are billed for: bytes, and the requests with which Athena reads many small objects."""
    names = [statement.name for statement in statements("maintenance")]
    merges = sum(name.startswith("merge_") for name in names)
    runs = HOURS / settings.maintenance_interval_hours
    expiries = (len(names) - merges) * DAYS
    window = 2 * value("tail_hours")
    passes = value("merge_passes")
    raw = raw_bytes(use, settings) / HOURS * window * passes
    states = use.tasks * value("merged_row_bytes")
    history = use.changes / DAYS * HISTORY_DAYS * value("merged_row_bytes")
    scanned = (
        (merges * runs + expiries) * MINIMUM_SCAN_BYTES + runs * (raw + states + history) + DAYS * states
    )
    objects = use.batches(settings) / HOURS * window * passes * runs
    lists = 2 * passes * window * runs
    return [
        Line("lake", "Athena", "maintenance", "athena_scan", scanned / 1e12, "merge_passes, tail_hours"),
        Line("lake", "S3", "maintenance, objects read", "s3_read", objects / 1000, "merge_passes, tail_hours"),
        Line("lake", "S3", "maintenance, hours listed", "s3_write", lists / 1000, "merge_passes, tail_hours"),
        Line("lake", "S3", "maintenance, files written", "s3_write", merges * runs * value("merge_writes") / 1000, "merge_writes"),
    ]  # fmt: skip


def compacted_gb(use: Workload) -> float:
    """Return what a month's compactions rewrite: each day the states and the day's history."""
    return (DAYS * use.tasks + use.changes) * value("merged_row_bytes") / GB


def optimizers(use: Workload) -> list[Line]:
    least = value("optimizers") * DAYS * value("optimizer_dpu_minutes") / 60
    hours = least + compacted_gb(use) / value("compacted_gb_a_dpu_hour")
    return [Line("lake", "Glue", "table optimizers", "glue_dpu", hours, "optimizer_dpu_minutes")]


def verification(use: Workload, settings: Settings) -> list[Line]:
    """Return what the comparisons are billed for, as ADR-012 has it."""
    runs = settings.verifications
    seconds = min(900, COMPARISON_SECONDS + COMPARISON_SECONDS_A_TASK * use.tasks)
    units = use.tasks * value("item_bytes") / 4096 / 1e6
    scanned = max(4 * MINIMUM_SCAN_BYTES, 1600 * use.tasks)
    return [
        Line("lake", "DynamoDB", "comparison, scan", "dynamodb_read", runs * units, "ADR-012"),
        Line("lake", "Lambda", "comparison", "lambda_duration", runs * seconds * 2, "ADR-012"),
        Line("lake", "Athena", "comparison", "athena_scan", runs * scanned / 1e12, "ADR-012"),
    ]


def erasure(use: Workload, settings: Settings) -> list[Line]:
    """Return what batches are billed for: whose is each event, twice whose is each merged row, and at the most all of them anew."""
    runs = settings.erasures
    rows = 3 * use.changes * MONTHS_KEPT + 2 * use.tasks
    scanned = max(16 * MINIMUM_SCAN_BYTES, rows * value("owner_bytes") + merged_bytes(use))
    objects, lists = use.batches(settings) * MONTHS_KEPT, 2 * HOURS * MONTHS_KEPT
    return [
        Line("lake", "Athena", "erasures", "athena_scan", runs * scanned / 1e12, "owner_bytes, ADR-017"),
        Line("lake", "S3", "erasures, objects read", "s3_read", runs * objects / 1000, "a year's"),
        Line("lake", "S3", "erasures, hours listed", "s3_write", runs * lists / 1000, "a year's"),
        Line("lake", "Lambda", "erasures", "lambda_duration", runs * 900 * 2, "as long as it may"),
    ]


def backups(use: Workload, settings: Settings) -> list[Line]:
    """Return what AWS Backup keeps: all of the table each day, and each object once, as 128 KB at the least."""
    if not settings.backup_days:
        return []
    copies = use.tasks * (value("item_bytes") + value("item_overhead_bytes")) * settings.backup_days / GB
    objects = use.batches(settings) * MONTHS_KEPT * 128e3 / GB
    return [
        Line("table", "Backup", "copies of the table", "backup_table", copies, "ADR-013"),
        Line("lake", "Backup", "copies of the bucket", "backup_bucket", objects, "ADR-013"),
    ]
