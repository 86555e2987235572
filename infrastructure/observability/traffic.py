"""What the stack does, in graphs: every metric that it pays for and no alarm reads is in one of them."""

from typing import Final

import pulumi

from infrastructure.components import Components
from infrastructure.function import METRICS_NAMESPACE
from infrastructure.observability.alarm import Metric
from infrastructure.observability.dashboard import EACH, Graph

USD_PER_TERABYTE_SCANNED: Final = 5
"""Athena's price in most regions (Amazon Athena pricing page, November 2026)."""

ATHENA_STATES: Final = ("SUCCEEDED", "FAILED", "CANCELLED")


def traffic(watched: Components) -> list[Graph]:
    """Return the graphs in the order in which a change flows."""
    return [
        *api_graphs(watched),
        *table_graphs(watched.table.name),
        *stream_graphs(watched),
        *lake_graphs(watched),
    ]


def api_graphs(watched: Components) -> list[Graph]:
    gateway = {"ApiId": watched.api.api_id}
    by_route = {"service": watched.api.function.name, "method": EACH, "route": EACH}

    def of_gateway(name: str, statistic: str = "Sum") -> Metric:
        return Metric("AWS/ApiGateway", name, gateway, statistic)

    def of_routes(name: str, statistic: str) -> Metric:
        return Metric(METRICS_NAMESPACE, name, by_route, statistic)

    return [
        Graph("Requests", {"all": of_gateway("Count"), "4xx": of_gateway("4xx"), "5xx": of_gateway("5xx")}),
        Graph(
            "Latency in ms",
            {"p50": of_gateway("Latency", "p50"), "p99": of_gateway("Latency", "p99")},
        ),
        Graph("Requests by route", {"": of_routes("Duration", "SampleCount")}),
        Graph("Duration by route, p99 in ms", {"": of_routes("Duration", "p99")}),
        Graph("4xx and 5xx by route", {"4xx": of_routes("4xx", "Sum"), "5xx": of_routes("5xx", "Sum")}),
    ]


def table_graphs(table_name: pulumi.Input[str]) -> list[Graph]:
    def units(kind: str) -> Metric:
        return Metric("AWS/DynamoDB", f"Consumed{kind}CapacityUnits", {"TableName": table_name})

    return [Graph("Capacity units of the table", {"read": units("Read"), "written": units("Write")})]


def stream_graphs(watched: Components) -> list[Graph]:
    names = {"ETL": watched.etl.function.name, "erasure": watched.erasure.function.name}

    def of_functions(name: str, statistic: str) -> dict[str, Metric]:
        return {
            words: Metric("AWS/Lambda", name, {"FunctionName": function}, statistic)
            for words, function in names.items()
        }

    def of_service(words: str, name: str, statistic: str = "Sum") -> Metric:
        return Metric(METRICS_NAMESPACE, name, {"service": names[words]}, statistic)

    return [
        Graph("Age of what is read, in ms", of_functions("IteratorAge", "Maximum")),
        Graph("Duration of a batch, p99 in ms", of_functions("Duration", "p99")),
        Graph(
            "Changes in a batch",
            {
                "average": of_service("ETL", "BatchRecords", "Average"),
                "most": of_service("ETL", "BatchRecords", "Maximum"),
            },
        ),
        Graph(
            "Changes read",
            {
                "in all": of_service("ETL", "BatchRecords"),
                "skipped": of_service("ETL", "SkippedRecords"),
                "quarantined": of_service("ETL", "QuarantinedRecords"),
            },
        ),
        Graph(
            "Rows written",
            {"": Metric(METRICS_NAMESPACE, "RowsWritten", {"service": names["ETL"], "table": EACH})},
        ),
        Graph(
            "Mapping events",
            {
                f"{words}, {what}": Metric(
                    "AWS/Lambda",
                    f"{what}EventCount",
                    {"EventSourceMappingUUID": function.mapping_uuid},
                )
                for words, function in (("ETL", watched.etl), ("erasure", watched.erasure))
                for what in (
                    "Polled",
                    "FilteredOut",
                    "Invoked",
                    "FailedInvoke",
                    "OnFailureDestinationDelivered",
                    "Dropped",
                )
            },
        ),
        Graph(
            "Erasures",
            {
                "completed": of_service("erasure", "CompletedErasures"),
                "items removed": of_service("erasure", "RemovedItems"),
            },
        ),
    ]


def waiting_graphs(watched: Components) -> list[Graph]:
    scheduled = watched.lake_erasure.watched
    if scheduled is None:
        return []
    service = {"service": scheduled.function_name}
    waiting = Metric(METRICS_NAMESPACE, "ErasuresWaiting", service, "Maximum")
    return [Graph("Erased users whom the lake may still have", {"waiting": waiting}, period_seconds=86_400)]


def lake_graphs(watched: Components) -> list[Graph]:
    maintenance = {"WorkGroup": watched.maintenance.workgroup}
    analysts = {"WorkGroup": watched.analytics.workgroup}
    scanned = {
        "maintenance": Metric("AWS/Athena", "ProcessedBytes", maintenance),
        "analysts": Metric("AWS/Athena", "ProcessedBytes", analysts),
    }
    return [
        Graph(
            "Age of the newest change when it is written, in ms",
            {
                "longest": Metric(
                    METRICS_NAMESPACE,
                    "NewestChangeLagMilliseconds",
                    {"service": watched.etl.function.name},
                    "Maximum",
                )
            },
        ),
        Graph(
            "Maintenance statements",
            {
                state.lower(): Metric(
                    "AWS/Athena",
                    "TotalExecutionTime",
                    {**maintenance, "QueryState": state, "QueryType": "DML"},
                    "SampleCount",
                )
                for state in ATHENA_STATES
            },
            period_seconds=3600,
        ),
        *waiting_graphs(watched),
        Graph("Bytes that Athena scans", scanned, period_seconds=86_400),
        Graph(
            "Dollars that Athena costs, without its minimum of 10 MB a query",
            scanned,
            period_seconds=86_400,
            expressions={
                "maintenance, USD": f"m1 / 1000000000000 * {USD_PER_TERABYTE_SCANNED}",
                "analysts, USD": f"m2 / 1000000000000 * {USD_PER_TERABYTE_SCANNED}",
            },
        ),
    ]
