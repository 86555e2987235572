"""The lines of a bill that are for the lake: what is kept, and what works on it."""

from typing import Final

from tasklake_lake.statements import statements
from tasklake_operations.cost.data import GB, Line, value
from tasklake_operations.cost.workload import DAYS, HOURS, Settings, Workload

MINIMUM_SCAN_BYTES: Final = 1e7
MONTHS_KEPT: Final = 12

COMPARISON_SECONDS, COMPARISON_SECONDS_A_TASK = 100, 140e-6
"""Of a scheduled comparison, as ADR-012 has it: whatever its size, and for each task."""

HISTORY_DAYS: Final = 3
"""Days of the history that a merge compares with."""


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
