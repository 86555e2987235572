"""What the page shows of the account: the stack's parts, and what failed in them."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from local_aws.sessions import EmulatorSession
from tasklake_lake.event_tables import QUARANTINE_PREFIX
from tasklake_operations.redrive.contents import RefusedError
from tasklake_operations.redrive.failure_objects import FailureObject, folders, objects_in, records_in
from tasklake_operations.stack import StackOutputs

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

type Row = list[str | None]

LOOKED_BACK: Final = timedelta(days=1)
NEWEST: Final = 20
"""Of each kind of failure; the others are counted."""


def parts(session: EmulatorSession, outputs: StackOutputs) -> Iterator[Row]:
    """Yield kind, name, what there is to say of it, and an address that a browser can open or None."""
    api, at = outputs.api_url, session.endpoint_url
    yield ["API", "documentation", "Try the API in the browser.", f"{api}/docs"]
    yield ["API", "OpenAPI document", "For clients and tools.", f"{api}/openapi.json"]
    yield ["API", "address", "`tasklake token --email ADDRESS` prints a token.", f"{api}/v1/tasks"]
    query = f"client_id={outputs.user_pool_client_id}&response_type=code&scope=openid+email"
    sign_in = f"{outputs.sign_in_url}/oauth2/authorize?{query}&redirect_uri={api}/docs/oauth2-redirect.html"
    yield ["API", "sign-in", "Of the user pool.", sign_in]
    dynamodb, s3 = session.client("dynamodb"), session.client("s3")
    for name in dynamodb.list_tables()["TableNames"]:
        items = dynamodb.describe_table(TableName=name)["Table"].get("ItemCount", 0)
        yield ["table", name, f"{items} items", None]
    for function in session.client("lambda").list_functions()["Functions"]:
        what = f"{function.get('Runtime')}, {function.get('MemorySize')} MB, {function.get('Timeout')} s"
        yield ["function", function.get("FunctionName", ""), what, None]
    for mapping in session.client("lambda").list_event_source_mappings()["EventSourceMappings"]:
        function = mapping.get("FunctionArn", "").rpartition(":")[2]
        table = mapping.get("EventSourceArn", "").split("/")[1]
        yield [
            "mapping",
            function,
            f"reads the stream of {table}, {mapping.get('BatchSize')} records at most",
            None,
        ]
    scheduler = session.client("scheduler")
    for listed in scheduler.get_paginator("list_schedules").paginate():
        for schedule in listed["Schedules"]:
            name, group = schedule.get("Name", ""), schedule.get("GroupName", "")
            due = scheduler.get_schedule(GroupName=group, Name=name)["ScheduleExpression"]
            yield ["schedule", name, due, None]
    for bucket in s3.list_buckets()["Buckets"]:
        yield [
            "bucket",
            name := bucket.get("Name", ""),
            "Its first 1,000 objects, as XML.",
            f"{at}/{name}?list-type=2",
        ]


def failures(session: EmulatorSession, outputs: StackOutputs) -> Iterator[Row]:
    """Yield what failed, when, why, and where to look, the newest of each kind first."""
    s3 = session.client("s3")
    for folder in folders(outputs):
        found = sorted(objects_in(s3, folder), key=lambda each: each.modified, reverse=True)
        kind = "quarantined records" if folder.prefix == QUARANTINE_PREFIX else "failed batch"
        for each in found[:NEWEST]:
            yield [kind, at_second(each.modified), reasons(s3, each), str(each)]
        if (more := len(found) - NEWEST) > 0:
            yield [kind, None, f"and {more} objects more", f"s3://{folder.bucket}/{folder.prefix}/"]
    since = datetime.now(UTC) - LOOKED_BACK
    for function in session.client("lambda").list_functions()["Functions"]:
        yield from errors_of(session, function.get("FunctionName", ""), since)


def reasons(s3: "S3Client", failure: FailureObject) -> str:
    try:
        counted = Counter(each.reason for each in records_in(s3, failure))
    except RefusedError as refused:
        return str(refused)
    return ", ".join(f"{reason} ({count})" for reason, count in counted.most_common())


def errors_of(session: EmulatorSession, function: str, since: datetime) -> Iterator[Row]:
    """Yield how many invocations of a function failed, and what it logged as an error itself."""
    points = session.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda",
        MetricName="Errors",
        Dimensions=[{"Name": "FunctionName", "Value": function}],
        StartTime=since,
        EndTime=datetime.now(UTC),
        Period=60,
        Statistics=["Sum"],
    )["Datapoints"]
    group = f"/aws/lambda/{function}"
    failed = {point.get("Timestamp", since): point.get("Sum", 0) for point in points if point.get("Sum")}
    if failed:
        count = round(sum(failed.values()))
        yield ["failed invocations", at_second(max(failed)), f"{count} in the last day", group]
    logged = session.client("logs").filter_log_events(
        logGroupName=group, startTime=round(since.timestamp() * 1000), filterPattern="ERROR"
    )["events"]
    for event in logged[: -NEWEST - 1 : -1]:
        match logged_line(event.get("message", "")):
            case {"level": "ERROR" | "CRITICAL", "message": str(message)}:
                when = datetime.fromtimestamp(event.get("timestamp", 0) / 1000, UTC)
                yield ["logged error", at_second(when), message, group]
            case _:
                pass


def logged_line(message: str) -> object:
    try:
        return json.loads(message)
    except ValueError:
        return None


def at_second(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
