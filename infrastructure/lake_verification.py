"""The comparison of table and lake on a schedule: a function that EventBridge Scheduler invokes."""

from collections.abc import Iterator
from typing import Final, Literal

import pulumi

from infrastructure.deployment import Deployment
from infrastructure.function import METRICS_NAMESPACE
from infrastructure.lake.access import DATA_CATALOG, result_statements
from infrastructure.lake.data_lake import DataLake
from infrastructure.maintenance.maintenance import Maintenance
from infrastructure.observability.alarm import Alarm
from infrastructure.policy import Statement, arn
from infrastructure.scheduled_function import (
    PERIOD_DAYS,
    Rhythm,
    WatchedSchedule,
    scheduled_function,
)
from infrastructure.table import TasksTable
from infrastructure.workgroup import EnforcedWorkgroup
from tasklake_lake.event_tables import EVENTS_PREFIX
from tasklake_lake.iceberg_tables import ICEBERG_PREFIX
from tasklake_lake.quality import QUALITY_PREFIX

EXPRESSIONS: Final[dict[Rhythm, str]] = {"daily": "cron(35 3 * * ? *)", "weekly": "cron(35 3 ? * SUN *)"}
"""UTC; the minute is between two statements of the maintenance."""

EPHEMERAL_STORAGE_MB: Final = 4096
"""What the items that can be read in the time take on disk, twice: once more while they are sorted."""


class LakeVerification(pulumi.ComponentResource):
    """The function and its schedule; neither where a stack wants none.

    Args:
        table: One side.
        lake: The other side.
        maintenance: Whose workgroup runs the queries, and in whose group of schedules this one is.
        rhythm: How often; `off` for never.
        etl_batch_window_seconds: How long a change may wait for its batch to fill.
        deployment: What it has in common with everything else.

    Attributes:
        watched: What the alarms watch.
    """

    watched: WatchedSchedule | None

    def __init__(
        self,
        name: str,
        *,
        table: TasksTable,
        lake: DataLake,
        maintenance: Maintenance,
        rhythm: Rhythm | Literal["off"],
        etl_batch_window_seconds: int,
        deployment: Deployment,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("tasklake:verification:LakeVerification", name, None, opts)
        self.watched = None
        if rhythm != "off":
            function = scheduled_function(
                name,
                handler="tasklake_lake_jobs.verification.handler.handler",
                description="Compare table and lake",
                expression=EXPRESSIONS[rhythm],
                table=table,
                lake=lake,
                maintenance=maintenance,
                environment={"ETL_BATCH_WINDOW_SECONDS": str(etl_batch_window_seconds)},
                statements=permissions(table, lake, maintenance.enforced_workgroup),
                deployment=deployment,
                parent=self,
                ephemeral_storage_mb=EPHEMERAL_STORAGE_MB,
            )
            self.watched = WatchedSchedule(function.name, PERIOD_DAYS[rhythm])
        self.register_outputs({})


def permissions(table: TasksTable, lake: DataLake, workgroup: EnforcedWorkgroup) -> list[Statement]:
    """Return what the function does; Athena reads with the rights of who starts a query."""

    def objects(prefix: str) -> pulumi.Output[str]:
        return pulumi.Output.concat(lake.bucket.arn, f"/{prefix}/*")

    return [
        Statement("Items", ["dynamodb:BatchGetItem", "dynamodb:Scan"], [table.arn]),
        Statement(
            "Queries",
            [
                "athena:GetQueryExecution",
                "athena:GetQueryResults",
                "athena:StartQueryExecution",
                "athena:StopQueryExecution",
            ],
            [workgroup.arn],
        ),
        # Asked for when a query names its catalog.
        Statement("DataCatalog", ["athena:GetDataCatalog"], [arn("athena", DATA_CATALOG)]),
        Statement(
            "Catalog",
            ["glue:GetDatabase", "glue:GetDatabases", "glue:GetTable"],
            # Athena asks for the default database whichever one a query names.
            [
                arn("glue", "catalog"),
                arn("glue", "database/default"),
                lake.database_arn,
                arn("glue", "table/", lake.database, "/*"),
            ],
        ),
        Statement("Lake", ["s3:GetObject"], [objects(EVENTS_PREFIX), objects(ICEBERG_PREFIX)]),
        Statement("Quality", ["s3:PutObject"], [objects(QUALITY_PREFIX)]),
        *result_statements(lake, workgroup),
    ]


def verification_alarms(watched: WatchedSchedule) -> Iterator[Alarm]:
    """Yield the alarms.

    A run that failed has a value, so it is an alarm also where none was ever completed.
    """
    service = {"service": watched.function_name}
    yield Alarm(
        "lake-differs",
        "The lake differs from the table",
        METRICS_NAMESPACE,
        "Differences",
        service,
        statistic="Maximum",
        period_seconds=86_400,
    )
    yield Alarm(
        "lake-not-verified",
        "No comparison of table and lake was completed in two periods, or in 7 days",
        METRICS_NAMESPACE,
        "LakeVerifications",
        service,
        threshold=1,
        comparison="LessThanThreshold",
        statistic="Maximum",
        period_seconds=86_400,
        # No alarm looks back further (Amazon CloudWatch API Reference, "PutMetricAlarm").
        evaluation_periods=min(2 * watched.period_days, 7),
        silence="told",
    )
