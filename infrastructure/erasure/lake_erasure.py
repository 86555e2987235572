"""What the lake still has of erased users goes on a schedule: a function that EventBridge Scheduler invokes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import pulumi
import pulumi_aws as aws

from infrastructure.deployment import Deployment
from infrastructure.function import METRICS_NAMESPACE
from infrastructure.lake.access import answers, maintenance_statements, rewritten_rows
from infrastructure.lake.data_lake import DataLake
from infrastructure.maintenance.maintenance import Maintenance
from infrastructure.observability.alarm import Alarm
from infrastructure.policy import Statement
from infrastructure.scheduled_function import (
    PERIOD_DAYS,
    Rhythm,
    WatchedSchedule,
    scheduled_function,
)
from infrastructure.table import TasksTable

EXPRESSION: Final = "cron(35 4 * * ? *)"
"""UTC; an hour after the comparison, which would name the users of a batch beside it. It looks each day (ADR-017)."""

DAY_SECONDS: Final = 86_400


@dataclass(frozen=True)
class WatchedLakeErasure(WatchedSchedule):
    """What the alarms watch.

    Attributes:
        quiet_days: From an erasure until nothing comes of it any more.
    """

    quiet_days: int


class LakeErasure(pulumi.ComponentResource):
    """The function and its schedule; neither where a stack wants none.

    Args:
        table: Has whoever is not erased.
        ledger: Remembers whoever is.
        lake: What they are taken out of.
        maintenance: Whose workgroup runs the statements, and in whose group of schedules this one is.
        rhythm: How often; `off` for never.
        quiet_days: From an erasure until nothing comes of it any more.
        deployment: What it has in common with everything else.

    Attributes:
        watched: What the alarms watch.
    """

    watched: WatchedLakeErasure | None

    def __init__(
        self,
        name: str,
        *,
        table: TasksTable,
        ledger: aws.dynamodb.Table,
        lake: DataLake,
        maintenance: Maintenance,
        rhythm: Rhythm | Literal["off"],
        quiet_days: int,
        deployment: Deployment,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("tasklake:erasure:LakeErasure", name, None, opts)
        self.watched = None
        if rhythm != "off":
            period_days = PERIOD_DAYS[rhythm]
            function = scheduled_function(
                name,
                handler="tasklake_lake_jobs.erasure.handler.handler",
                description="Take erased users out of the lake",
                expression=EXPRESSION,
                table=table,
                lake=lake,
                maintenance=maintenance,
                environment={"ERASURE_EVERY_DAYS": str(period_days), "LEDGER_TABLE_NAME": ledger.name},
                statements=[
                    *maintenance_statements(lake, maintenance.enforced_workgroup),
                    answers(maintenance.enforced_workgroup),
                    Statement("WhoIsThere", ["dynamodb:BatchGetItem", "dynamodb:Query"], [table.arn]),
                    Statement("Ledger", ["dynamodb:Scan", "dynamodb:UpdateItem"], [ledger.arn]),
                    rewritten_rows(lake),
                ],
                deployment=deployment,
                parent=self,
            )
            self.watched = WatchedLakeErasure(function.name, period_days, quiet_days)
        self.register_outputs({})


def lake_erasure_alarms(watched: WatchedLakeErasure) -> Iterator[Alarm]:
    service = {"service": watched.function_name}
    yield Alarm(
        "lake-not-erased",
        "A batch that takes erased users out of the lake failed, at each try",
        METRICS_NAMESPACE,
        "LakeErasures",
        service,
        threshold=1,
        comparison="LessThanThreshold",
        statistic="Maximum",
        period_seconds=DAY_SECONDS,
    )
    yield Alarm(
        "lake-erasure-late",
        "The lake still has a user whom a batch should have ended",
        METRICS_NAMESPACE,
        "OldestErasureDays",
        service,
        # A day for a batch that was tried again.
        threshold=watched.quiet_days + watched.period_days + 1,
        # Of the tries of a day, the last one may have made it good.
        statistic="Minimum",
        period_seconds=DAY_SECONDS,
        evaluation_periods=2,
        silence="told",
    )
