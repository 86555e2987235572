"""Methods that every resource has: HEAD, and what the others are told."""

import pytest

from tasklake_api.routes import ROUTES, SERVED, Route
from tests.integration.api.http_api import HttpApi, Token

TASK_ID = "0190a0a0-0000-7000-8000-000000000000"
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


@pytest.mark.parametrize("route", SERVED, ids=lambda route: f"{route.method} {route.path}")
def test_the_route_of_last_resort_reaches_no_endpoint(
    api: HttpApi, ada: Token, dynamodb_calls: list[str], route: Route
) -> None:
    target = route.path.format(user_id="me", task_id=TASK_ID, file="sign-in.json")
    dynamodb_calls.clear()
    answer = api.request(route.method, target, ada, json_body={"title": "x"}, route_key="$default")
    assert answer.status == 404
    assert dynamodb_calls == []


@pytest.mark.parametrize("route_key", ["$default", "OPTIONS /{proxy+}"])
def test_options_is_good_news_for_whatever_is_there(api: HttpApi, route_key: str) -> None:
    there = api.request("OPTIONS", "/v1/tasks", route_key=route_key)
    assert (there.status, there.headers["Allow"], there.content) == (204, "GET, HEAD, OPTIONS, POST", b"")
    assert api.request("OPTIONS", "/v2/tasks", route_key=route_key).status == 404
