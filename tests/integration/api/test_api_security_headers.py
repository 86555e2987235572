"""What every answer of the function tells a browser."""

from typing import TYPE_CHECKING

import pytest

from tests.integration.api.http_api import HttpApi, Token

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/health", 200),
        ("HEAD", "/health", 200),
        ("GET", "/docs/", 308),
        ("GET", "/docs/sign-in.json", 200),
        ("POST", "/v1/tasks", 201),
        ("GET", "/v1/tasks/none", 404),
        ("DELETE", "/v1/users/me", 202),
        ("PUT", "/v1/tasks", 405),
        ("OPTIONS", "/v1/tasks", 204),
    ],
)
def test_every_answer_forbids_guesses_and_plain_http(
    api: HttpApi, ada: Token, method: str, target: str, status: int
) -> None:
    body = {"title": "x"} if method == "POST" else None
    answer = api.request(method, target, ada, json_body=body)
    assert answer.status == status
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_so_does_a_failure(api: HttpApi, ada: Token, dynamodb: "DynamoDBClient", table_name: str) -> None:
    dynamodb.delete_table(TableName=table_name)
    answer = api.get("/v1/users/me", ada)
    assert (answer.status, answer.headers["X-Content-Type-Options"]) == (500, "nosniff")
