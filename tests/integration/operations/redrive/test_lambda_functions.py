"""Functions of the emulator, invoked as a mapping does it."""

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest

from local_aws.sessions import EmulatorSession
from tasklake_operations.redrive.invocation import LARGEST_EVENT_BYTES, InvocationFailedError, invoke
from tests.integration.local_aws.roles import make_function

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


@pytest.fixture(scope="module")
def function(session: EmulatorSession) -> Iterator[str]:
    name = f"redriven-{uuid4()}"
    make_function(session, name, HANDLER)
    yield name
    session.client("lambda").delete_function(FunctionName=name)


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
