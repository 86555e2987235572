"""Functions of the emulator, invoked as a mapping does it."""

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest

from local_aws.sessions import EmulatorSession
from tasklake_operations.redrive.invocation import LARGEST_EVENT_BYTES, InvocationFailedError, invoke
from tests.integration.local_aws.event_source_mapping.source import zipped

HANDLER = """
def handler(event, context):
    match event["Records"]:
        case ["raises", *_]:
            raise ValueError("the bucket is gone")
        case ["reports", *_]:
            return {"batchItemFailures": [{"itemIdentifier": "700"}]}
        case ["none", *_]:
            return None
        case _:
            return {"batchItemFailures": []}
"""
TRUST = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}


@pytest.fixture(scope="module")
def function(session: EmulatorSession) -> Iterator[str]:
    name, client = f"redriven-{uuid4()}", session.client("lambda")
    role = session.client("iam").create_role(
        RoleName=name,
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [TRUST]}),
    )
    client.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Role=role["Role"]["Arn"],
        Handler="index.handler",
        Code={"ZipFile": zipped(HANDLER)},
        Timeout=30,
    )
    yield name
    client.delete_function(FunctionName=name)


def event(*records: str) -> bytes:
    return json.dumps({"Records": records}).encode()


@pytest.mark.parametrize(
    ("told", "why"),
    [("raises", "failed: .*the bucket is gone"), ("reports", "did not take 1 of the records")],
)
def test_a_function_that_does_not_take_an_event_says_why(
    session: EmulatorSession, function: str, told: str, why: str
) -> None:
    with pytest.raises(InvocationFailedError, match=why):
        invoke(session.client("lambda"), function, event(told))


@pytest.mark.parametrize(
    "told",
    [
        "none",
        "all",
        pytest.param("x" * (LARGEST_EVENT_BYTES - len(event(""))), id="as much as Lambda takes"),
    ],
)
def test_a_function_that_takes_an_event_is_left_at_that(
    session: EmulatorSession, function: str, told: str
) -> None:
    invoke(session.client("lambda"), function, event(told))
