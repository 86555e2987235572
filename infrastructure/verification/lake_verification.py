"""The comparison of table and lake on a schedule: a function that EventBridge Scheduler invokes."""

from dataclasses import dataclass
from typing import Final, Literal

import pulumi

from infrastructure.deployment import Deployment
from infrastructure.lake.data_lake import DataLake
from infrastructure.maintenance.maintenance import Maintenance
from infrastructure.scheduled_function import (
    PERIOD_DAYS,
    Rhythm,
    ScheduledFunctionArgs,
    WatchedSchedule,
    scheduled_function,
)
from infrastructure.table import TasksTable
from infrastructure.verification.role import permissions

EXPRESSIONS: Final[dict[Rhythm, str]] = {"daily": "cron(35 3 * * ? *)", "weekly": "cron(35 3 ? * SUN *)"}
"""UTC; the minute is between two statements of the maintenance."""

EPHEMERAL_STORAGE_MB: Final = 4096
"""What the items that can be read in the time take on disk, twice: once more while they are sorted."""


@dataclass(frozen=True)
class LakeVerificationArgs:
    """What is compared, and how often.

    Attributes:
        table: One side.
        lake: The other side.
        maintenance: Whose workgroup runs the queries, and in whose group of schedules this one is.
        rhythm: How often; `off` for never.
        etl_batch_window_seconds: How long a change may wait for its batch to fill.
        deployment: What it has in common with everything else.
    """

    table: TasksTable
    lake: DataLake
    maintenance: Maintenance
    rhythm: Rhythm | Literal["off"]
    etl_batch_window_seconds: int
    deployment: Deployment


class LakeVerification(pulumi.ComponentResource):
    """The function and its schedule; neither where a stack wants none.

    Attributes:
        watched: What the alarms watch.
    """

    watched: WatchedSchedule | None

    def __init__(
        self, name: str, args: LakeVerificationArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tasklake:verification:LakeVerification", name, None, opts)
        self.watched = None
        if args.rhythm != "off":
            function = scheduled_function(name, verification_function(args, args.rhythm), self)
            self.watched = WatchedSchedule(function.name, PERIOD_DAYS[args.rhythm])
        self.register_outputs({})


def verification_function(args: LakeVerificationArgs, rhythm: Rhythm) -> ScheduledFunctionArgs:
    return ScheduledFunctionArgs(
        handler="tasklake_lake_jobs.verification.handler.handler",
        description="Compare table and lake",
        expression=EXPRESSIONS[rhythm],
        table=args.table,
        lake=args.lake,
        maintenance=args.maintenance,
        environment={"ETL_BATCH_WINDOW_SECONDS": str(args.etl_batch_window_seconds)},
        statements=permissions(args.table, args.lake, args.maintenance.enforced_workgroup),
        deployment=args.deployment,
        ephemeral_storage_mb=EPHEMERAL_STORAGE_MB,
    )
