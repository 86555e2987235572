"""The comparison of table and lake on a schedule: a function that EventBridge Scheduler invokes."""

from typing import Final, Literal

import pulumi

from infrastructure.deployment import Deployment
from infrastructure.lake.data_lake import DataLake
from infrastructure.maintenance.maintenance import Maintenance
from infrastructure.scheduled_function import (
    PERIOD_DAYS,
    Rhythm,
    WatchedSchedule,
    scheduled_function,
)
from infrastructure.table import TasksTable
from infrastructure.verification.role import permissions

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
