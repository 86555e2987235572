"""Looks at what keeps the lake in order: its schedules, its optimizers, and how fresh it is."""

from collections.abc import Iterator
from typing import Final, Literal

from tasklake_lake.iceberg_tables import ICEBERG_TABLES
from tasklake_lake.statements import statements
from tasklake_operations.athena import SqlError
from tasklake_operations.doctor.finding import Problem
from tasklake_operations.doctor.subject import Subject

OPTIMIZERS: Final[tuple[Literal["compaction", "retention", "orphan_file_deletion"], ...]] = (
    "compaction",
    "retention",
    "orphan_file_deletion",
)
STOPPED: Final = "compaction-that-has-stopped"
AT_RISK: Final = "maintenance-data-at-risk"


def schedules(subject: Subject) -> Iterator[Problem]:
    pages = subject.scheduler.get_paginator("list_schedules").paginate(GroupName=subject.schedule_group)
    states = {each.get("Name", ""): each.get("State") for page in pages for each in page["Schedules"]}
    for name in sorted({each.name for each in statements("maintenance")} - states.keys()):
        yield Problem(f"Schedule {name} is not there.", AT_RISK)
    for name in sorted(name for name, state in states.items() if state != "ENABLED"):
        yield Problem(f"Schedule {name} is disabled: its statement does not run.", AT_RISK)


def optimizers(subject: Subject) -> Iterator[Problem]:
    database = subject.outputs.glue_database
    for table in ICEBERG_TABLES:
        catalog = subject.glue.get_table(DatabaseName=database, Name=table.name)["Table"].get("CatalogId", "")
        for kind in OPTIMIZERS:
            try:
                optimizer = subject.glue.get_table_optimizer(
                    CatalogId=catalog, DatabaseName=database, TableName=table.name, Type=kind
                ).get("TableOptimizer", {})
            except subject.glue.exceptions.EntityNotFoundException:
                yield Problem(f"Table {table.name} has no optimizer for {kind}.", STOPPED)
                continue
            last = optimizer.get("lastRun", {})
            if not optimizer.get("configuration", {}).get("enabled"):
                yield Problem(f"The {kind} of {table.name} is off.", STOPPED)
            elif last.get("eventType") == "failed":
                yield Problem(f"The last {kind} of {table.name} failed: {last.get('error', '')}", STOPPED)


def freshness(subject: Subject) -> Iterator[Problem]:
    """Look for a table that merges have not brought on for a quarter of the tail, as the alarm does."""
    longest = subject.outputs.lake_windows.tail_hours * 3600 // 4
    try:
        rows = subject.lake.query("SELECT table_name, merge_lag_seconds FROM lake_freshness").to_pylist()
    except SqlError as error:
        yield Problem(f"lake_freshness has no answer: {error}", AT_RISK)
        return
    for row in rows:
        if row["merge_lag_seconds"] > longest:
            hours = row["merge_lag_seconds"] // 3600
            yield Problem(f"Changes have waited {hours} h to be merged into {row['table_name']}.", AT_RISK)
