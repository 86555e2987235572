"""The alarms of the stack, one list for CloudWatch and the dashboard."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pulumi

from infrastructure.api import TasksApi
from infrastructure.erasure.alarms import erasure_alarms
from infrastructure.erasure.user_erasure import UserErasure
from infrastructure.function import METRICS_NAMESPACE
from infrastructure.maintenance.alarms import maintenance_alarms
from infrastructure.maintenance.maintenance import Maintenance
from infrastructure.observability.alarm import Alarm
from infrastructure.stream_etl import StreamEtl
from infrastructure.table import TasksTable
from infrastructure.verification.alarms import verification_alarms
from infrastructure.verification.lake_verification import LakeVerification
from tasklake import keys

HALF_AN_HOUR_MS: Final = 1_800_000


@dataclass(frozen=True)
class Watched:
    """The components that the alarms watch."""

    api: TasksApi
    table: TasksTable
    erasure: UserErasure
    etl: StreamEtl
    maintenance: Maintenance
    verification: LakeVerification | None


def alarms(watched: Watched) -> list[Alarm]:
    """Return the alarms in the order in which a change flows, so those of one page stand together."""
    return [
        *api_alarms(watched.api),
        *table_alarms(watched.table.name),
        *erasure_alarms(watched.erasure.function.name),
        *etl_alarms(watched.etl.function.name),
        *maintenance_alarms(watched.maintenance.watched),
        *(verification_alarms(watched.verification.watched) if watched.verification else ()),
    ]


def api_alarms(api: TasksApi) -> Iterator[Alarm]:
    gateway = {"ApiId": api.api_id}
    function = {"FunctionName": api.function.name}
    yield Alarm("api-5xx", "The API answered with 5xx", "AWS/ApiGateway", "5xx", gateway)
    yield Alarm(
        "api-latency",
        "One API request in a hundred takes longer than 2 s",
        "AWS/ApiGateway",
        "Latency",
        gateway,
        threshold=2000,
        extended_statistic="p99",
        period_seconds=300,
        evaluation_periods=3,
    )
    yield Alarm(
        "api-throttles",
        "Lambda refused to run the API function",
        "AWS/Lambda",
        "Throttles",
        function,
    )


def table_alarms(table_name: pulumi.Input[str]) -> Iterator[Alarm]:
    """Yield one alarm for reads and writes each of the table and of every index.

    ThrottledRequests would take fewer alarms, but exists only for each operation ("DynamoDB metrics and dimensions").
    """
    table = {"TableName": table_name}
    parts = {"table": table} | {
        index.name.replace("_", "-"): {**table, "GlobalSecondaryIndexName": index.name}
        for index in keys.INDEXES
    }
    for part, dimensions in parts.items():
        for kind in ("Read", "Write"):
            yield Alarm(
                f"{part}-{kind.lower()}-throttles",
                f"DynamoDB throttled a {kind.lower()} of the {part.replace('-', ' ')}",
                "AWS/DynamoDB",
                f"{kind}ThrottleEvents",
                dimensions,
                page="table-throttles",
            )


def etl_alarms(function_name: pulumi.Input[str]) -> Iterator[Alarm]:
    function = {"FunctionName": function_name}
    yield Alarm(
        "etl-throttles",
        "Lambda refused to run the ETL function",
        "AWS/Lambda",
        "Throttles",
        function,
    )
    yield Alarm("etl-errors", "The ETL function failed a batch", "AWS/Lambda", "Errors", function)
    yield Alarm(
        "etl-iterator-age",
        "Changes wait for half an hour in a stream that keeps them for 24 hours",
        "AWS/Lambda",
        "IteratorAge",
        function,
        threshold=HALF_AN_HOUR_MS,
        statistic="Maximum",
    )
    yield Alarm(
        "etl-destination-failures",
        "A batch was given up and could not be written to the failure bucket: changes are lost",
        "AWS/Lambda",
        "DestinationDeliveryFailures",
        function,
    )
    yield Alarm(
        "etl-quarantine",
        "Records could not be understood and were quarantined",
        METRICS_NAMESPACE,
        "QuarantinedRecords",
        {"service": function_name},
    )
