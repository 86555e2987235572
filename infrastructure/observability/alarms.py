"""The alarms of the stack, one list for CloudWatch and the dashboard."""

from collections.abc import Iterator
from typing import Final

import pulumi

from infrastructure.api.tasks_api import TasksApi
from infrastructure.components import Components
from infrastructure.erasure.lake_erasure import lake_erasure_alarms
from infrastructure.function import METRICS_NAMESPACE
from infrastructure.identity import Identity
from infrastructure.lake_verification import verification_alarms
from infrastructure.maintenance.alarms import maintenance_alarms
from infrastructure.observability.alarm import OWN, Alarm, Metric
from infrastructure.stream_function import StreamFunction
from infrastructure.table import TasksTable

HALF_AN_HOUR_MS: Final = 1_800_000
AN_HOUR_MS: Final = 3_600_000
MAILS_THAT_ARE_MOST: Final = 35


def alarms(watched: Components, failure_rule: pulumi.Input[str]) -> list[Alarm]:
    """Return the alarms in the order in which a change flows, so those of one page stand together.

    Args:
        watched: The components.
        failure_rule: The EventBridge rule that matches objects in a failure bucket.
    """
    table, erasure, etl = watched.table.name, watched.erasure, watched.etl
    return [
        *sign_up_alarms(watched.identity, watched.api),
        *api_alarms(watched.api),
        *table_alarms(watched.table),
        not_read_alarm("erasure", "erasure", erasure, table),
        not_read_alarm("etl", "ETL", etl, table),
        *stream_alarms("erasure", "erasure", erasure, longest_age_ms=AN_HOUR_MS),
        *stream_alarms("etl", "ETL", etl, longest_age_ms=HALF_AN_HOUR_MS),
        quarantine_alarm(etl.function.name),
        failure_object_alarm(failure_rule),
        *maintenance_alarms(watched.maintenance.watched),
        *(verification_alarms(watched.verification.watched) if watched.verification.watched else ()),
        *(lake_erasure_alarms(watched.lake_erasure.watched) if watched.lake_erasure.watched else ()),
    ]


def throttles(name: str, what: str, function_name: pulumi.Input[str]) -> Alarm:
    """Return the alarm for a function that Lambda will not run; once is no alarm, since callers try again."""
    return Alarm(
        f"{name}-throttles",
        f"Lambda refused to run the {what} function in two of the last three minutes",
        "AWS/Lambda",
        "Throttles",
        {"FunctionName": function_name},
        evaluation_periods=3,
        datapoints_to_alarm=2,
    )


def sign_up_alarms(identity: Identity, api: TasksApi) -> Iterator[Alarm]:
    """Yield the alarm for the mails that Cognito itself sends, 50 a day, where no SES identity sends them.

    Nothing counts the mails, but each sign-up is one (Amazon Cognito Developer Guide, "Email settings for Amazon Cognito
    user pools").
    """
    if identity.has_own_mails:
        return

    def sign_ups(client_id: pulumi.Output[str]) -> Metric:
        dimensions = {"UserPool": identity.user_pool_id, "UserPoolClient": client_id}
        return Metric("AWS/Cognito", "SignUpSuccesses", dimensions)

    own = sign_ups(api.client_id)
    apps = {f"app{number}": sign_ups(each) for number, each in enumerate(api.app_client_ids.values())}
    yield Alarm(
        "sign-up-mails",
        "Most of the 50 mails that Cognito sends in a day are gone",
        own.namespace,
        own.name,
        own.dimensions,
        threshold=MAILS_THAT_ARE_MOST,
        expression=f"SUM([{', '.join([OWN, *apps])}])",
        beside=apps,
        period_seconds=86_400,
    )


def api_alarms(api: TasksApi) -> Iterator[Alarm]:
    gateway = {"ApiId": api.api_id}
    requests = {"requests": Metric("AWS/ApiGateway", "Count", gateway)}
    yield Alarm(
        "api-5xx",
        "The API answered more than one request in a hundred with 5xx, in two of the last three times five minutes",
        "AWS/ApiGateway",
        "5xx",
        gateway,
        threshold=1,
        expression=f"100 * {OWN} / requests",
        beside=requests,
        period_seconds=300,
        evaluation_periods=3,
        datapoints_to_alarm=2,
    )
    yield Alarm(
        "api-latency",
        "One API request in a hundred takes longer than 2 s",
        "AWS/ApiGateway",
        "Latency",
        gateway,
        threshold=2000,
        statistic="p99",
        # Of fewer requests, the slowest one alone is the percentile.
        expression=f"IF(requests >= 100, {OWN}, 0)",
        beside=requests,
        period_seconds=300,
        evaluation_periods=3,
    )
    yield throttles("api", "API", api.function.name)


def table_alarms(table: TasksTable) -> Iterator[Alarm]:
    """Yield one alarm for reads and writes each of the table and of every index.

    ThrottledRequests would take fewer alarms, but exists only for each operation ("DynamoDB metrics and dimensions").
    """
    whole = {"TableName": table.name}
    parts = {"table": whole} | {
        index.name.replace("_", "-"): {**whole, "GlobalSecondaryIndexName": index.name}
        for index in table.indexes
    }
    for part, dimensions in parts.items():
        for kind in ("Read", "Write"):
            yield Alarm(
                f"{part}-{kind.lower()}-throttles",
                f"DynamoDB throttled a {kind.lower()} of the {part.replace('-', ' ')} in two of the last three minutes",
                "AWS/DynamoDB",
                f"{kind}ThrottleEvents",
                dimensions,
                evaluation_periods=3,
                datapoints_to_alarm=2,
                page="table-throttles",
            )


def stream_alarms(name: str, what: str, function: StreamFunction, *, longest_age_ms: int) -> Iterator[Alarm]:
    """Yield the alarms of a function that reads the table's stream.

    Args:
        name: What their names begin with.
        what: What the function is called.
        function: Reads the stream.
        longest_age_ms: What may wait in the stream for so long, in milliseconds.
    """
    dimensions = {"FunctionName": function.function.name}
    yield throttles(name, what, function.function.name)
    yield Alarm(
        f"{name}-errors",
        f"The {what} function failed in two of the last three minutes",
        "AWS/Lambda",
        "Errors",
        dimensions,
        evaluation_periods=3,
        datapoints_to_alarm=2,
    )
    yield Alarm(
        f"{name}-iterator-age",
        f"What the {what} function reads waits for {longest_age_ms // 60_000} minutes in a stream that keeps it for 24 hours",
        "AWS/Lambda",
        "IteratorAge",
        dimensions,
        threshold=longest_age_ms,
        statistic="Maximum",
    )
    yield Alarm(
        f"{name}-destination-failures",
        f"What the {what} function gave up could not be written to its failure bucket",
        "AWS/Lambda",
        "DestinationDeliveryFailures",
        dimensions,
    )


def not_read_alarm(name: str, what: str, function: StreamFunction, table_name: pulumi.Input[str]) -> Alarm:
    """Return the alarm for a stream that nobody reads: an age exists only for what a function is invoked with.

    A mapping that is not enabled polls nothing, which is seen with the first writes. Where CloudWatch has never had a value
    of what is polled the expression has none either, so a mapping that never began is `tasklake doctor`'s to find.
    """
    return Alarm(
        f"{name}-stream-not-read",
        f"The table is written to, and for half an hour the mapping of the {what} function has read nothing",
        "AWS/DynamoDB",
        "ConsumedWriteCapacityUnits",
        {"TableName": table_name},
        expression=f"IF(FILL({OWN}, 0) > 0 AND FILL(polled, 0) == 0, 1, 0)",
        beside={
            "polled": Metric(
                "AWS/Lambda", "PolledEventCount", {"EventSourceMappingUUID": function.mapping_uuid}
            )
        },
        period_seconds=900,
        evaluation_periods=2,
        page="stream-not-read",
    )


def quarantine_alarm(function_name: pulumi.Input[str]) -> Alarm:
    return Alarm(
        "etl-quarantine",
        "Records could not be understood and were quarantined",
        METRICS_NAMESPACE,
        "QuarantinedRecords",
        {"service": function_name},
    )


def failure_object_alarm(rule_name: pulumi.Input[str]) -> Alarm:
    """Return the alarm for objects in a failure bucket, of which a batch of 1,000 can make hundreds: told once."""
    return Alarm(
        "failure-object",
        "A record was quarantined, or a batch or an erasure given up",
        "AWS/Events",
        "TriggeredRules",
        {"RuleName": rule_name},
        period_seconds=300,
    )
