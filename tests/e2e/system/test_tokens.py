from collections.abc import Callable

import pytest
import urllib3

from tests.e2e.system.client import Client
from tests.e2e.system.forged_tokens import claims_of, encoded
from tests.e2e.system.stack_under_test import StackUnderTest


def status_with(stack: StackUnderTest, token: str | None) -> int:
    headers = {"authorization": f"Bearer {token}"} if token is not None else {}
    return urllib3.request("GET", f"{stack.outputs.api_url}/v1/tasks", headers=headers, retries=False).status


@pytest.fixture
def token(client: Client) -> str:
    return client.token


def test_a_good_token_is_let_in(stack: StackUnderTest, token: str) -> None:
    assert status_with(stack, token) == 200


@pytest.mark.parametrize("bad", [None, "", "garbage", "a.b.c"])
def test_a_missing_or_broken_token_is_refused(stack: StackUnderTest, bad: str | None) -> None:
    assert status_with(stack, bad) == 401


def test_a_tampered_token_is_refused(stack: StackUnderTest, token: str) -> None:
    header, _, signature = token.split(".")
    forged = encoded({**claims_of(token), "cognito:groups": ["admins"]})
    assert status_with(stack, f"{header}.{forged}.{signature}") == 401


def test_another_users_task_is_not_found(client: Client, sign_up: Callable[..., Client]) -> None:
    _, task = client.send("POST", "/v1/tasks", {"title": "Mine"})
    stranger = sign_up()
    status, problem = stranger.send("GET", f"/v1/tasks/{task['id']}")
    assert (status, problem["status"]) == (404, 404)
    status, _ = stranger.send("GET", f"/v1/users/{client.user_id}/tasks/{task['id']}")
    assert status == 403
    status, found = sign_up(admin=True).send("GET", f"/v1/users/{client.user_id}/tasks/{task['id']}")
    assert (status, found["id"]) == (200, task["id"])
