"""What would do the same work: another database with DMS, and other ways from the table to Iceberg."""

from collections.abc import Callable, Mapping
from typing import Final

from tasklake_operations.cost.bill import DEFAULTS, bill, delivery
from tasklake_operations.cost.data import GB, Line, value
from tasklake_operations.cost.lake_bill import compacted_gb, merged_bytes, optimizers, verification
from tasklake_operations.cost.workload import HOURS, SECONDS, Workload

type Plan = Callable[[Workload], list[Line]]

LAKE: Final = ("delivery", "lake")


def ours(use: Workload) -> list[Line]:
    return bill(use)


def our_lake(use: Workload) -> list[Line]:
    return [line for line in bill(use) if line.part in LAKE]


def with_dms(use: Workload, database: list[Line]) -> list[Line]:
    """Return a bill with another database; DMS brings its changes to S3, and what comes after stays.

    The API and what watches it stay too. No comparison is paid for: ours reads DynamoDB.
    """
    compared = {line.item for line in verification(use, DEFAULTS)}
    kept = [line for line in bill(use) if line.part in ("api", "lake") and line.item not in compared]
    written = [line for line in delivery(use, DEFAULTS) if line.service == "S3"]
    return [*kept, *written, *database, Line("delivery", "DMS", "replication", "dms", HOURS, "one size")]


def rds(use: Workload) -> list[Line]:
    peak = use.requests / SECONDS * value("peak")
    is_small = peak <= value("rds_small_rate")
    size = 1 if is_small else max(1, peak / value("rds_large_rate"))
    stored = max(20, use.tasks * value("rds_row_bytes") / GB)
    return with_dms(
        use,
        [
            Line(
                "table",
                "RDS",
                "instance",
                "rds_small" if is_small else "rds_large",
                HOURS * size,
                "rds_large_rate",
            ),
            Line("table", "RDS", "storage", "rds_storage", stored, "rds_row_bytes"),
            Line("table", "RDS", "proxy", "rds_proxy", 2 * size * HOURS, "vCPU of the instance"),
            Line("table", "Secrets Manager", "password", "secret", 1, "the proxy needs one"),
        ],
    )


def aurora(use: Workload) -> list[Line]:
    capacity = max(0.5, use.requests / SECONDS / value("aurora_rate"))
    stored = use.tasks * value("rds_row_bytes") / GB
    return with_dms(
        use,
        [
            Line(
                "table",
                "Aurora",
                "capacity of two instances",
                "aurora_capacity",
                2 * capacity * HOURS,
                "aurora_rate",
            ),
            Line("table", "Aurora", "storage", "aurora_storage", stored, "rds_row_bytes"),
            Line(
                "table",
                "Aurora",
                "I/O",
                "aurora_io",
                use.changes * value("aurora_write_io") / 1e6,
                "aurora_write_io",
            ),
            Line("table", "Aurora", "Data API", "aurora_data_api", use.requests / 1e6, "instead of a proxy"),
            Line("table", "Secrets Manager", "password", "secret", 1, "the Data API needs one"),
        ],
    )


def firehose(use: Workload) -> list[Line]:
    """Return a lake that Firehose writes: a function still reads the stream and sends rows to two tables."""
    sent = 2 * use.changes * value("row_json_bytes") / GB
    return [
        *(line for line in delivery(use, DEFAULTS) if line.service != "S3"),
        Line("delivery", "Firehose", "states and history", "firehose", sent, "row_json_bytes"),
        Line("lake", "S3", "files written", "s3_write", value("firehose_writes") / 1000, "firehose_writes"),
        Line("lake", "S3", "tables kept", "s3_storage", merged_bytes(use) / GB, "merged_row_bytes"),
        *optimizers(use),
    ]


def zero_etl(use: Workload) -> list[Line]:
    """Return a lake that Glue's zero-ETL fills: current states alone, from an export in each interval."""
    refreshes = value("refreshes")
    exported = max(refreshes * value("export_minimum_gb"), use.changes * value("change_json_bytes") / GB)
    hours = refreshes * value("refresh_dpu_minutes") / 60
    kept = use.tasks * value("merged_row_bytes") / GB
    return [
        Line(
            "delivery",
            "DynamoDB",
            "incremental exports",
            "dynamodb_export",
            exported,
            "refreshes, export_minimum_gb",
        ),
        Line("delivery", "Glue", "refreshes", "glue_dpu", hours, "refresh_dpu_minutes"),
        Line("lake", "S3", "tables kept", "s3_storage", kept, "merged_row_bytes"),
        *optimizers(use),
    ]


def s3_tables(use: Workload) -> list[Line]:
    """Return our lake with its merged tables in a table bucket, which S3 maintains."""
    files = 1000 + merged_bytes(use) / 1e8
    return [
        *(line for line in our_lake(use) if line.item not in ("merged tables kept", "table optimizers")),
        Line(
            "lake",
            "S3 Tables",
            "tables kept",
            "s3_tables_storage",
            merged_bytes(use) / GB,
            "merged_row_bytes",
        ),
        Line(
            "lake",
            "S3 Tables",
            "objects watched",
            "s3_tables_monitoring",
            files / 1000,
            "1,000 files at the least",
        ),
        Line(
            "lake",
            "S3 Tables",
            "compaction",
            "s3_tables_compaction",
            compacted_gb(use),
            "states, the day's history",
        ),
    ]


WHOLE: Final[Mapping[str, Plan]] = {
    "Tasklake": ours,
    "RDS Multi-AZ and DMS": rds,
    "Aurora Serverless v2 and DMS": aurora,
}
LAKES: Final[Mapping[str, Plan]] = {
    "Tasklake": our_lake,
    "Firehose": firehose,
    "zero-ETL": zero_etl,
    "S3 Tables": s3_tables,
}
