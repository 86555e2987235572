"""Methods that every resource has: HEAD, and what the others are told."""

import pytest

from tasklake_api.routes import ROUTES
from tests.integration.api.http_api import HttpApi, Token

GETS = [route.path for route in ROUTES if route.method == "GET" and route.path.startswith("/v1/")]


@pytest.mark.parametrize("path", [*GETS, "/health", "/docs/sign-in.json", "/v1/tasks/none", "/docs/none"])
def test_head_is_get_without_the_body(api: HttpApi, admin: Token, ada: Token, path: str) -> None:
    task = api.post("/v1/tasks", ada, {"title": "Ship"}).json
    token = admin if path == "/v1/users" else ada
    target = path.format(user_id="me", task_id=task["id"])
    read = api.get(target, token)
    head = api.request("HEAD", target, token)
    assert (head.status, head.content) == (read.status, b"")
    length = {"Content-Length": str(len(read.content))}
    assert head.headers == {**read.headers, **length, "x-request-id": head.headers["x-request-id"]}


def test_head_answers_conditions_as_get_does(api: HttpApi, ada: Token) -> None:
    head = api.request("HEAD", "/v1/users/me", ada, headers={"if-none-match": '"1"'})
    assert (head.status, head.headers["ETag"], head.content) == (304, '"1"', b"")
    assert "Content-Length" not in head.headers


def test_head_needs_the_token_that_get_needs(api: HttpApi) -> None:
    assert api.request("HEAD", "/v1/tasks").status == 401
