from dataclasses import replace

import pytest

from tests.integration.api.http_api import HttpApi, Token

NOBODY = "0a0a0a0a-0000-4000-8000-00000000ffff"


def test_an_admin_works_on_another_users_tasks(api: HttpApi, ada: Token, admin: Token) -> None:
    collection = f"/v1/users/{ada.sub}/tasks"
    created = api.post(collection, admin, {"title": "Given"})
    task = created.json
    assert (created.status, created.location) == (201, f"{collection}/{task['id']}")
    assert task["user_id"] == ada.sub
    assert api.get(f"/v1/tasks/{task['id']}", ada).json == task
    location = created.location
    assert api.get(location, admin).json == task
    assert api.get(f"{collection}?status=pending", admin).json == {"items": [task], "next_cursor": None}
    assert api.patch(location, admin, {"title": "Changed"}, {"If-Match": '"1"'}).json["version"] == 2
    assert api.delete(location, admin, {"If-Match": '"1"'}).status == 412
    assert api.delete(location, admin).status == 204
    assert api.get("/v1/tasks", ada).json["items"] == []


def test_an_admins_access_token_does(api: HttpApi, ada: Token, admin: Token) -> None:
    assert api.get(f"/v1/users/{ada.sub}", replace(admin, use="access")).status == 200


def test_a_task_belongs_to_the_user_in_the_path(api: HttpApi, ada: Token, grace: Token, admin: Token) -> None:
    task = api.post("/v1/tasks", ada, {"title": "Ada's"}).json["id"]
    assert api.get(f"/v1/users/{grace.sub}/tasks/{task}", admin).problem == "task-not-found"


@pytest.mark.parametrize("user_id", [NOBODY, "nobody", "0A0A0A0A-0000-4000-8000-000000000001"])
def test_unknown_users_are_not_found(api: HttpApi, admin: Token, user_id: str) -> None:
    answers = [
        api.get(f"/v1/users/{user_id}", admin),
        api.patch(f"/v1/users/{user_id}", admin, {"name": "x"}),
        api.delete(f"/v1/users/{user_id}", admin),
        api.post(f"/v1/users/{user_id}/tasks", admin, {"title": "x"}),
    ]
    assert [(answer.status, answer.problem) for answer in answers] == [(404, "user-not-found")] * 4


def test_an_admin_renames_but_does_not_readdress(api: HttpApi, ada: Token, admin: Token) -> None:
    assert api.patch(f"/v1/users/{ada.sub}", admin, {"name": "Lady A"}).json["name"] == "Lady A"
    for email in ("ada@example.com", "root@example.com"):
        answer = api.patch(f"/v1/users/{ada.sub}", admin, {"email": email})
        assert (answer.status, answer.problem) == (403, "email-not-verified")


def test_admins_page_through_users(api: HttpApi, ada: Token, grace: Token, admin: Token) -> None:
    first = api.get("/v1/users?limit=1", admin).json
    second = api.get(f"/v1/users?limit=1&cursor={first['next_cursor']}", admin).json
    assert first["items"] == [api.get("/v1/users/me", ada).json]
    assert second == {"items": [api.get("/v1/users/me", grace).json], "next_cursor": None}


def test_admins_find_a_user_by_address(api: HttpApi, ada: Token, grace: Token, admin: Token) -> None:
    found = api.get("/v1/users?email=%20Grace@EXAMPLE.com", admin).json
    assert found == {"items": [api.get("/v1/users/me", grace).json], "next_cursor": None}
    assert api.get("/v1/users?email=gra", admin).json == {"items": [], "next_cursor": None}


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("cursor=x", "invalid-cursor"),
        ("cursor=", "invalid-cursor"),
        ("email=a@example.com&cursor=x", "invalid-cursor"),
        ("email=", "invalid-parameter"),
        ("email=" + "x" * 255, "invalid-parameter"),
        ("limit=101", "invalid-parameter"),
        ("status=active", "invalid-parameter"),
    ],
)
def test_bad_queries_for_users_are_refused(api: HttpApi, admin: Token, query: str, problem: str) -> None:
    answer = api.get(f"/v1/users?{query}", admin)
    assert (answer.status, answer.problem) == (400, problem)
