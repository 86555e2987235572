"""Looks at what the program made: the API, the table, the mappings on its stream, who is told of alarms, quotas."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Final

import urllib3

from tasklake_operations.doctor.finding import NotShownError, Problem
from tasklake_operations.doctor.subject import Subject

ANSWER_SECONDS: Final = 30
API_FAILED: Final = "api-5xx"
FIRST_DEPLOYMENT: Final = "the-first-deployment"
SET_BY_HAND: Final = "`pulumi up -s {stack} --refresh` sets it right"
FEWEST_EXECUTIONS: Final = 100
"""New accounts get as few as 10; the API, the ETL and the erasure share what is not reserved."""


def api(subject: Subject) -> Iterator[Problem]:
    # A pool of its own: the round trip has one connection in urllib3's.
    with urllib3.PoolManager(retries=False, timeout=ANSWER_SECONDS) as http:
        for path in ("/health", "/openapi.json"):
            try:
                answer = http.request("GET", subject.outputs.api_url + path)
            except urllib3.exceptions.HTTPError as error:
                yield Problem(f"GET {path} got no answer: {error}", API_FAILED)
                continue
            if answer.status != HTTPStatus.OK:
                yield Problem(f"GET {path} answered {answer.status}: {said(answer)}", API_FAILED)


def said(answer: urllib3.BaseHTTPResponse) -> str:
    """Return the beginning of an answer, on one line."""
    return " ".join(answer.data[:200].decode(errors="replace").split())


def table(subject: Subject) -> Iterator[Problem]:
    name, mend = subject.outputs.table_name, SET_BY_HAND.format(stack=subject.stack)
    found = subject.dynamodb.describe_table(TableName=name)["Table"]
    if not found.get("StreamSpecification", {}).get("StreamEnabled"):
        yield Problem(
            f"Table {name} has no stream, so no change reaches the lake; {mend}.", "stream-not-read"
        )
    if subject.is_set("deletion_protection", default=True) and not found.get("DeletionProtectionEnabled"):
        yield Problem(f"Table {name} is not protected from deletion; {mend}.", FIRST_DEPLOYMENT)
    backups = subject.dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    if backups.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus") != "ENABLED":
        yield Problem(f"Table {name} cannot be restored to a moment; {mend}.", FIRST_DEPLOYMENT)


def mappings(subject: Subject) -> Iterator[Problem]:
    if subject.is_local:
        raise NotShownError(
            "The local system reads the stream itself, and leaves the emulator's mappings off."
        )
    for function in (subject.outputs.stream_etl_function_name, subject.outputs.user_erasure_function_name):
        found = subject.functions.list_event_source_mappings(FunctionName=function)["EventSourceMappings"]
        if not found:
            yield Problem(f"{function} has no event source mapping: it gets no change.", "stream-not-read")
        for mapping in found:
            state, result = mapping.get("State"), mapping.get("LastProcessingResult", "OK")
            if state != "Enabled":
                yield Problem(f"The event source mapping of {function} is {state}.", "stream-not-read")
            elif not result.startswith(("OK", "No records processed")):
                yield Problem(f"The event source mapping of {function} says: {result}", "stream-not-read")


def subscriber(subject: Subject) -> Iterator[Problem]:
    """Look whether anybody hears the alarms; a subscription that waits for its confirmation has no ARN."""
    if subject.is_set("alarms_unheard", default=False):
        raise NotShownError("The stack's alarms_unheard says that nobody needs to hear the alarms.")
    topic = subject.outputs.alarm_topic_arn
    pages = subject.sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    arns = [each.get("SubscriptionArn", "") for page in pages for each in page["Subscriptions"]]
    if not any(arn.startswith("arn:") for arn in arns):
        waiting = "has not confirmed the mail that was sent" if arns else "is subscribed"
        who = "Who is subscribed" if arns else "Nobody"
        yield Problem(f"{who} {waiting}: no alarm of {topic} is heard.", FIRST_DEPLOYMENT)


def alarms(subject: Subject) -> Iterator[Problem]:
    """Look for alarms that have gone off; each names its page."""
    pages = subject.cloudwatch.get_paginator("describe_alarms").paginate(StateValue="ALARM")
    for alarm in (each for page in pages for each in page["MetricAlarms"]):
        if subject.outputs.alarm_topic_arn in alarm.get("AlarmActions", []):
            meaning = alarm.get("AlarmDescription", "")
            page = re.search(r"#([\w-]+)$", meaning)
            what = f"{alarm.get('AlarmName')} is in alarm: {meaning.partition('. See ')[0]}."
            yield Problem(what, page[1] if page else FIRST_DEPLOYMENT)


def quotas(subject: Subject) -> Iterator[Problem]:
    limit = subject.functions.get_account_settings()["AccountLimit"]
    left = limit.get("UnreservedConcurrentExecutions", 0)
    if left < FEWEST_EXECUTIONS:
        yield Problem(
            f"The account may run {left} functions at once beside what is reserved; with fewer than "
            f"{FEWEST_EXECUTIONS}, a burst is throttled.",
            "api-throttles",
        )
