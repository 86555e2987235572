"""What the service sets by itself cannot be sent along, on any route that takes a body."""

import json
from collections.abc import Callable
from itertools import batched
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

import pytest

from tasklake_api.problems import MOST_ERRORS
from tests.integration.api.http_api import HttpApi, Token

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

OPENAPI: Final = Path(__file__).parents[3] / "services" / "api" / "tasklake_api" / "openapi.json"

TASK: Final = {"title", "description", "status", "priority", "category", "labels", "due_date"}
SENT: Final = {
    "POST /v1/users": {"name"},
    "PATCH /v1/users/{user_id}": {"name", "email"},
    "POST /v1/tasks": TASK,
    "PATCH /v1/tasks/{task_id}": TASK,
    "POST /v1/users/{user_id}/tasks": TASK,
    "PATCH /v1/users/{user_id}/tasks/{task_id}": TASK,
    "POST /v1/tasks/batch": TASK,
    "POST /v1/users/{user_id}/tasks/batch": TASK,
}
"""What a client may send, by the routes that take a body."""

AMBITIONS: Final = {"owner", "owner_id", "role", "is_admin", "groups", "cognito:groups", "sub", "ttl"}


def test_every_route_that_takes_a_body_is_tried() -> None:
    paths: dict[str, dict[str, Any]] = json.loads(OPENAPI.read_text(encoding="utf-8"))["paths"]
    assert SENT.keys() == {
        f"{method.upper()} {path}"
        for path, methods in paths.items()
        for method, operation in methods.items()
        if "requestBody" in operation
    }


@pytest.fixture
def stored(dynamodb: "DynamoDBClient", table_name: str) -> Callable[[], list[dict[str, Any]]]:
    """All items of the table."""
    return lambda: dynamodb.scan(TableName=table_name)["Items"]


@pytest.mark.parametrize("route", SENT)
def test_what_the_service_sets_is_refused_with_its_pointer(
    api: HttpApi, stored: Callable[[], list[dict[str, Any]]], ada: Token, admin: Token, route: str
) -> None:
    method, path = route.split(" ")
    task = api.post("/v1/tasks", ada, {"title": "Hers"}).json
    profile = api.get("/v1/users/me", ada).json
    before = stored()
    attributes = {name for item in before for name in item}
    refused = sorted(({*attributes, *task, *profile} | AMBITIONS) - SENT[route])
    assert {"id", "user_id", "version", "created_at", "updated_at", "pk", "entity", "request_id"} <= {
        *refused
    }

    target = path.format(user_id=ada.sub, task_id=task["id"])
    good: dict[str, object] = {"title": "Mine"} if "/tasks" in path else {"name": "Eve"}
    for token in (ada, admin) if "{user_id}" in path else (ada,):
        for names in batched(refused, MOST_ERRORS, strict=False):
            body, root = good | dict.fromkeys(names, "x"), "#"
            if path.endswith("/batch"):
                body, root = {"operations": [{"op": "create", "task": body}]}, "#/operations/0/task"
            answer = api.request(method, target, token, json_body=body)
            assert (answer.status, answer.problem) == (422, "validation-failed")
            pointers = [unquote(error["pointer"]) for error in answer.json["errors"]]
            assert sorted(pointers) == [f"{root}/{name}" for name in names]
    assert stored() == before
