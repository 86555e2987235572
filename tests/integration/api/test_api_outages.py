import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from aws_lambda_powertools import Logger
from botocore.awsrequest import AWSResponse, HTTPHeaders
from botocore.config import Config

from tasklake.repository.dynamodb_tasks import DynamoDBTaskRepository
from tasklake.repository.dynamodb_users import DynamoDBUserRepository
from tasklake_api.request_log import RequestLog
from tests.integration.api.application import api_over
from tests.integration.api.http_api import HttpApi, Token

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

ADA = Token("0a0a0a0a-0000-4000-8000-000000000001", "ada@example.com")
REFUSED_PORT = "http://127.0.0.1:1"


class Body:
    """The part of an urllib3 response that botocore reads."""

    def __init__(self, error: dict[str, Any]) -> None:
        self.content = json.dumps(error).encode()

    def stream(self) -> list[bytes]:
        return [self.content]


def api_of(answer: dict[str, Any] | None, status: int = 400) -> HttpApi:
    """An API whose table refuses every request with an error, or is not there at all."""
    session: Any = boto3.Session("test", "test", region_name="us-east-1")
    client: DynamoDBClient = session.client(
        "dynamodb", endpoint_url=REFUSED_PORT, config=Config(retries={"total_max_attempts": 1}, proxies={})
    )

    def refuse(**_: object) -> AWSResponse:
        assert answer is not None
        return AWSResponse(REFUSED_PORT, status, HTTPHeaders(), Body(answer))

    if answer is not None:
        client.meta.events.register_first("before-send.dynamodb", refuse)  # pyright: ignore[reportArgumentType]  # its answer is taken for the service's
    return api_over(
        DynamoDBUserRepository(client, "tasks"),
        DynamoDBTaskRepository(client, "tasks"),
        RequestLog(Logger(service="outages", utc=True)),
    )


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {"__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"},
        {"__type": "ThrottlingException"},
        {"__type": "RequestLimitExceeded"},
        {"__type": "TransactionInProgressException"},
        {
            "__type": "TransactionCanceledException",
            "CancellationReasons": [{"Code": "None"}, {"Code": "ThrottlingError"}],
        },
    ],
    ids=["unreachable", "capacity", "throttling", "limit", "in progress", "transaction"],
)
def test_what_may_pass_is_unavailable(answer: dict[str, Any] | None) -> None:
    api = api_of(answer)
    for failed in (api.post("/v1/tasks", ADA, {"title": "x"}), api.get("/v1/tasks?sort=due", ADA)):
        assert (failed.status, failed.problem) == (503, "unavailable")
        assert failed.headers["Retry-After"] == "1"


@pytest.mark.parametrize(("status", "code"), [(500, "InternalServerError"), (503, "ServiceUnavailable")])
def test_a_failure_of_dynamodb_is_unavailable(status: int, code: str) -> None:
    assert api_of({"__type": code}, status).get("/v1/users/me", ADA).problem == "unavailable"


def test_a_write_in_the_way_of_a_transaction_is_a_conflict() -> None:
    answer = api_of({"__type": "TransactionConflictException"}).patch("/v1/users/me", ADA, {"name": "x"})
    assert (answer.status, answer.problem) == (409, "write-conflict")


@pytest.mark.parametrize(
    "code", ["AccessDeniedException", "ValidationException", "ResourceNotFoundException"]
)
def test_what_will_not_pass_is_an_error_of_ours(code: str) -> None:
    answer = api_of({"__type": code, "message": "User: arn:aws:sts::000000000000:x"}).get("/v1/tasks", ADA)
    assert (answer.status, answer.problem) == (500, "internal-error")
    assert "arn:" not in answer.text
