"""Deleting a user: what the API does at once, and what it answers until and after the rest is done."""

from collections.abc import Callable

import pytest

from tests.integration.api.http_api import HttpApi, Token

type Erase = Callable[[Token], None]


def test_the_profile_is_marked_and_shown(api: HttpApi, ada: Token) -> None:
    before = api.get("/v1/users/me", ada).json
    answer = api.delete("/v1/users/me", ada)
    assert (answer.status, answer.headers["ETag"]) == (202, '"2"')
    updated_at = answer.json["updated_at"]
    assert answer.json == {**before, "status": "erasing", "version": 2, "updated_at": updated_at}
    assert api.get("/v1/users/me", ada).json == answer.json


@pytest.mark.parametrize("headers", [{}, {"If-Match": '"1"'}, {"If-Match": "*"}])
def test_a_second_time_is_answered_as_the_first(api: HttpApi, ada: Token, headers: dict[str, str]) -> None:
    first = api.delete("/v1/users/me", ada, headers)
    again = api.delete(f"/v1/users/{ada.sub}", ada, headers)
    assert (again.status, again.text, again.headers["ETag"]) == (202, first.text, '"2"')


def test_another_version_is_not_erased(api: HttpApi, ada: Token) -> None:
    answer = api.delete("/v1/users/me", ada, {"If-Match": '"2"'})
    assert (answer.status, answer.problem) == (412, "version-mismatch")
    assert api.delete("/v1/users/me", ada, {"If-None-Match": '"1"'}).status == 412
    assert api.get("/v1/users/me", ada).json["status"] == "active"
    assert api.delete("/v1/users/me", ada, {"If-Match": '"1", "2"'}).status == 202


def test_meanwhile_nothing_new_is_taken(api: HttpApi, ada: Token, admin: Token) -> None:
    task = api.post("/v1/tasks", ada, {"title": "Old"}).location
    api.delete("/v1/users/me", ada)
    refused = [
        api.post("/v1/tasks", ada, {"title": "New"}),
        api.post(f"/v1/users/{ada.sub}/tasks", admin, {"title": "New"}),
        api.patch("/v1/users/me", ada, {"name": "x"}),
        api.patch("/v1/users/me", ada, {"name": "x"}, {"If-Match": '"1"'}),
        api.post("/v1/users", ada, {"name": "Ada"}),
    ]
    assert [(answer.status, answer.problem) for answer in refused] == [(409, "user-not-active")] * 5
    assert api.get(task, ada).json["title"] == "Old"
    assert api.get("/v1/users", admin).json["items"] == []


def test_afterwards_the_old_token_is_told_so(api: HttpApi, ada: Token, admin: Token, erase: Erase) -> None:
    task = api.post("/v1/tasks", ada, {"title": "Old"}).location
    erase(ada)
    refused = [
        api.post("/v1/users", ada, {"name": "Ada"}),
        api.get("/v1/users/me", ada),
        api.patch("/v1/users/me", ada, {"name": "x"}),
        api.delete("/v1/users/me", ada),
        api.post("/v1/tasks", ada, {"title": "New"}),
        api.post(f"/v1/users/{ada.sub}/tasks", admin, {"title": "New"}),
        api.get(f"/v1/users/{ada.sub}", admin),
        api.get(task, ada),
        api.patch(task, ada, {"title": "New"}),
        api.delete(task, ada, {"If-Match": '"1"'}),
        api.get("/v1/tasks", ada),
        api.get("/v1/tasks?status=pending&sort=due", ada),
        api.get(f"/v1/users/{ada.sub}/tasks", admin),
    ]
    assert [(answer.status, answer.problem) for answer in refused] == [(410, "user-erased")] * 13


def test_an_erased_admin_is_one_until_the_token_expires(
    api: HttpApi, ada: Token, admin: Token, erase: Erase
) -> None:
    assert api.post("/v1/users", admin, {"name": "Root"}).status == 201
    erase(admin)
    assert api.get("/v1/users/me", admin).problem == "user-erased"
    assert api.get(f"/v1/users/{ada.sub}", admin).status == 200
