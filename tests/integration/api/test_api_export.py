"""The export of all that is stored of a user."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tasklake.deletion import KEPT_FOR
from tests.integration.api.http_api import HttpApi, Token

EXPORT = "/v1/users/me/export"
LONGEST_KEY = "|" * 255


def exported(api: HttpApi, token: Token, path: str = EXPORT, limit: int = 1) -> list[dict[str, Any]]:
    """Return what all pages hold."""
    page = api.get(f"{path}?limit={limit}", token).json
    items = page["items"]
    while page["next_cursor"]:
        page = api.get(f"{path}?limit={limit}&cursor={page['next_cursor']}", token).json
        items += page["items"]
    return items


def test_all_that_is_stored_is_told_in_pages(api: HttpApi, ada: Token, grace: Token, admin: Token) -> None:
    api.post("/v1/tasks", grace, {"title": "hers"})
    keyed = {"Idempotency-Key": LONGEST_KEY}
    task = api.request("POST", "/v1/tasks", ada, json_body={"title": "kept"}, headers=keyed).json
    operations = [{"op": "create", "task": {"title": "gone"}}]
    batch = api.request(
        "POST", "/v1/tasks/batch", ada, json_body={"operations": operations}, headers={"Idempotency-Key": "b"}
    ).json
    gone = batch["results"][0]["id"]
    api.delete(f"/v1/tasks/{gone}", ada)

    deletion, of_batch, of_task, *rest = exported(api, ada)
    assert (deletion["kind"], deletion["deletion"]["task_id"], deletion["deletion"]["version"]) == (
        "deletion",
        gone,
        2,
    )
    lasts = datetime.fromisoformat(deletion["deletion"]["expires_at"]) - datetime.fromisoformat(
        deletion["deletion"]["deleted_at"]
    )
    assert round(lasts / KEPT_FOR, 5) == 1
    records = [each["request"] for each in (of_batch, of_task)]
    assert [(each["idempotency_key"], each["task_ids"]) for each in records] == [
        ("b", [gone]),
        (LONGEST_KEY, [task["id"]]),
    ]
    assert records[1]["created_at"] == task["created_at"]
    assert datetime.fromisoformat(records[1]["expires_at"]) > datetime.now(UTC)
    assert rest == [
        {"kind": "profile", "profile": api.get("/v1/users/me", ada).json},
        {"kind": "task", "task": task},
    ]
    assert exported(api, admin, f"/v1/users/{ada.sub}/export", 100) == [deletion, of_batch, of_task, *rest]


def test_an_erasing_user_is_exported_until_the_end(
    api: HttpApi, ada: Token, admin: Token, erase: Callable[[Token], None]
) -> None:
    api.post("/v1/tasks", ada, {"title": "x"})
    cursor = api.get(f"{EXPORT}?limit=1", ada).json["next_cursor"]
    api.delete("/v1/users/me", ada)
    profile, _ = exported(api, ada)
    assert profile["profile"]["status"] == "erasing"

    erase(ada)
    answers = [
        api.get(EXPORT, ada),
        api.get(f"{EXPORT}?cursor={cursor}", ada),
        api.get(f"/v1/users/{ada.sub}/export", admin),
    ]
    assert [(answer.status, answer.problem) for answer in answers] == [(410, "user-erased")] * 3


def test_a_page_behind_what_is_gone_is_empty(api: HttpApi, ada: Token) -> None:
    task = api.post("/v1/tasks", ada, {"title": "x"}).location
    cursor = api.get(f"{EXPORT}?limit=1", ada).json["next_cursor"]
    api.delete(task, ada)
    assert api.get(f"{EXPORT}?cursor={cursor}", ada).json == {"items": [], "next_cursor": None}


def test_who_may_not_see_it(api: HttpApi, ada: Token, grace: Token) -> None:
    assert api.get(f"/v1/users/{ada.sub}/export", grace).problem == "forbidden"
    assert api.get(EXPORT, Token("0a0a0a0a-0000-4000-8000-000000000009")).problem == "user-not-found"


@pytest.mark.parametrize("cursor", ["", "e30", "x" * 400])
def test_a_malformed_cursor_is_refused(api: HttpApi, ada: Token, cursor: str) -> None:
    assert api.get(f"{EXPORT}?cursor={cursor}", ada).problem == "invalid-cursor"


def test_a_cursor_is_refused_elsewhere(api: HttpApi, ada: Token, grace: Token) -> None:
    for title in "ab":
        api.post("/v1/tasks", ada, {"title": title})
    of_export = api.get(f"{EXPORT}?limit=1", ada).json["next_cursor"]
    of_list = api.get("/v1/tasks?limit=1", ada).json["next_cursor"]
    answers = [
        api.get(f"{EXPORT}?cursor={of_export}", grace),
        api.get(f"{EXPORT}?cursor={of_list}", ada),
        api.get(f"/v1/tasks?cursor={of_export}", ada),
    ]
    assert [(answer.status, answer.problem) for answer in answers] == [(400, "invalid-cursor")] * 3
