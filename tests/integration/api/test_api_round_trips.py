"""What each operation asks of DynamoDB."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.integration.api.http_api import Answer, HttpApi, Token

type Call = Callable[[HttpApi, Token, str], Answer]


def keyed(api: HttpApi, token: Token, body: dict[str, str]) -> Answer:
    """Create a task with a key that belongs to the one titled x, unless it is titled y."""
    key = "another" if body["title"] == "y" else "key"
    return api.request("POST", "/v1/tasks", token, json_body=body, headers={"Idempotency-Key": key})


def moved(token: Token) -> Token:
    """Return a token that was issued after a change of the address at sign-in."""
    return replace(token, email="moved@example.com", issued_at=4_000_000_000)


def batch(api: HttpApi, token: Token, task: str, *ops: str, key: str | None = None) -> Answer:
    """Send a batch with one operation of each kind named, on the one task if on any."""
    task_id = task.rpartition("/")[2]
    forms: dict[str, dict[str, object]] = {
        "create": {"op": "create", "task": {"title": "x"}},
        "update": {"op": "update", "id": task_id, "task": {"title": "y"}},
        "delete": {"op": "delete", "id": task_id},
    }
    headers = {"Idempotency-Key": key} if key else {}
    body = {"operations": [forms[op] for op in ops]}
    return api.request("POST", "/v1/tasks/batch", token, json_body=body, headers=headers)


CALLS: list[tuple[str, Call, list[str]]] = [
    ("create", lambda api, ada, _: api.post("/v1/tasks", ada, {"title": "x"}), ["TransactWriteItems"]),
    ("create with a key", lambda api, ada, _: keyed(api, ada, {"title": "y"}), ["TransactWriteItems"]),
    ("create again", lambda api, ada, _: keyed(api, ada, {"title": "x"}), ["TransactWriteItems"]),
    ("create otherwise with the same key", lambda api, ada, _: keyed(api, ada, {"title": "z"}), ["TransactWriteItems"]),
    ("get", lambda api, ada, task: api.get(task, ada), ["GetItem"]),
    ("get not modified", lambda api, ada, task: api.get(task, ada, {"If-None-Match": '"1"'}), ["GetItem"]),
    ("get missing", lambda api, ada, task: api.get(task[:-12] + "0" * 12, ada), ["GetItem", "GetItem"]),
    ("patch", lambda api, ada, task: api.patch(task, ada, {"title": "y"}), ["UpdateItem"]),
    ("patch a version", lambda api, ada, task: api.patch(task, ada, {"title": "y"}, {"If-Match": '"1"'}), ["UpdateItem"]),
    ("patch any", lambda api, ada, task: api.patch(task, ada, {"title": "y"}, {"If-Match": "*"}), ["UpdateItem"]),
    ("patch another", lambda api, ada, task: api.patch(task, ada, {"title": "y"}, {"If-Match": '"2"'}), ["UpdateItem"]),
    ("patch one of two", lambda api, ada, task: api.patch(task, ada, {"title": "y"}, {"If-Match": '"1","2"'}), ["GetItem", "UpdateItem"]),
    ("patch nothing", lambda api, ada, task: api.patch(task, ada, {}), ["GetItem"]),
    ("patch missing", lambda api, ada, task: api.patch(task[:-12] + "0" * 12, ada, {"title": "y"}), ["UpdateItem", "GetItem"]),
    ("delete", lambda api, ada, task: api.delete(task, ada), ["UpdateItem", "BatchWriteItem"]),
    ("delete a version", lambda api, ada, task: api.delete(task, ada, {"If-Match": '"1"'}), ["UpdateItem", "BatchWriteItem"]),
    ("delete another", lambda api, ada, task: api.delete(task, ada, {"If-Match": '"2"'}), ["UpdateItem"]),
    ("delete again", lambda api, ada, task: [api.delete(task, ada) for _ in range(2)][-1], ["UpdateItem", "BatchWriteItem", "UpdateItem", "GetItem"]),
    ("delete missing", lambda api, ada, task: api.delete(task[:-12] + "0" * 12, ada), ["UpdateItem", "GetItem", "GetItem"]),
    ("create without a profile", lambda api, _, __: api.post("/v1/tasks", Token("x", "x@example.com"), {"title": "x"}), ["TransactWriteItems", "GetItem"]),
    ("batch of creates", lambda api, ada, task: batch(api, ada, task, "create", "create"), ["TransactWriteItems"]),
    ("batch with a key", lambda api, ada, task: batch(api, ada, task, "create", key="b"), ["GetItem", "TransactWriteItems"]),
    ("batch again", lambda api, ada, task: [batch(api, ada, task, "update", key="b") for _ in range(2)][-1], ["TransactGetItems", "GetItem", "TransactWriteItems", "TransactGetItems", "GetItem"]),
    ("batch of changes", lambda api, ada, task: batch(api, ada, task, "update", "create"), ["TransactGetItems", "TransactWriteItems"]),
    ("batch with a delete", lambda api, ada, task: batch(api, ada, task, "delete"), ["TransactGetItems", "TransactWriteItems", "BatchWriteItem"]),
    ("batch with a missing task", lambda api, ada, task: batch(api, ada, task[:-12] + "0" * 12, "delete"), ["TransactGetItems", "GetItem", "GetItem"]),
    ("list", lambda api, ada, _: api.get("/v1/tasks", ada), ["Query"]),
    ("list by due date", lambda api, ada, _: api.get("/v1/tasks?sort=due&limit=100", ada), ["Query"]),
    ("list by update", lambda api, ada, _: api.get("/v1/tasks?sort=-updated&limit=100", ada), ["Query"]),
    ("list by status", lambda api, ada, _: api.get("/v1/tasks?status=pending", ada), ["Query"]),
    ("list filtered", lambda api, ada, _: api.get("/v1/tasks?priority=medium", ada), ["Query"]),
    ("list nothing", lambda api, ada, _: api.get("/v1/tasks?category=home", ada), ["Query", "GetItem"]),
    ("follow changes", lambda api, ada, _: api.get("/v1/tasks/changes", ada), ["Query"]),
    ("follow no changes", lambda api, ada, _: api.get("/v1/tasks/changes", Token("x")), ["Query", "GetItem"]),
    ("create a user", lambda api, ada, _: api.post("/v1/users", Token("x", "x@example.com"), {"name": "x"}), ["TransactWriteItems"]),
    ("get a user", lambda api, ada, _: api.get("/v1/users/me", ada), ["GetItem"]),
    ("patch a user", lambda api, ada, _: api.patch("/v1/users/me", ada, {"name": "x"}), ["UpdateItem"]),
    ("get a user with another address verified", lambda api, ada, _: api.get("/v1/users/me", moved(ada)), ["GetItem", "GetItem", "TransactWriteItems"]),
    ("patch a user with another address verified", lambda api, ada, _: api.patch("/v1/users/me", moved(ada), {"name": "x"}), ["UpdateItem", "GetItem", "TransactWriteItems"]),
    ("patch a user with the own address verified", lambda api, ada, _: api.patch("/v1/users/me", replace(moved(ada), email=ada.email), {"name": "x"}), ["UpdateItem"]),
    ("patch an address", lambda api, ada, _: api.patch("/v1/users/me", ada, {"email": ada.email}), ["GetItem", "TransactWriteItems"]),
    ("erase a user", lambda api, ada, _: api.delete("/v1/users/me", ada), ["UpdateItem"]),
    ("erase a version of a user", lambda api, ada, _: api.delete("/v1/users/me", ada, {"If-Match": '"1"'}), ["UpdateItem"]),
    ("export a user", lambda api, ada, _: api.get("/v1/users/me/export", ada), ["Query"]),
    ("export nobody", lambda api, ada, _: api.get("/v1/users/me/export", Token("x")), ["Query", "GetItem"]),
    ("list users", lambda api, ada, _: api.get("/v1/users", Token("x", groups=("admins",))), ["Query"]),
    ("find a user", lambda api, ada, _: api.get("/v1/users?email=ada@example.com", Token("x", groups=("admins",))), ["GetItem", "GetItem"]),
]  # fmt: skip


@pytest.mark.parametrize(("call", "expected"), [pytest.param(*row[1:], id=row[0]) for row in CALLS])
def test_round_trips(
    api: HttpApi, ada: Token, dynamodb_calls: list[str], call: Call, expected: list[str]
) -> None:
    task = api.post("/v1/tasks", ada, {"title": "x"}).location
    keyed(api, ada, {"title": "x"})
    dynamodb_calls.clear()
    assert call(api, ada, task).status < 500
    assert dynamodb_calls == expected
