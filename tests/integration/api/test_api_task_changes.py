"""Following the changes of tasks: whole state first, then what has changed, and which cursors are good for what."""

import base64
from collections.abc import Callable
from datetime import timedelta

import pytest

from tasklake.models import epoch_milliseconds, utc_now
from tasklake_api.cursors import change_list, encode
from tests.integration.api.http_api import Answer, HttpApi, Token

CHANGES = "/v1/tasks/changes"


def cursor_of(token: Token, age: timedelta, *walk: str, generation: int = 0) -> str:
    since = epoch_milliseconds(utc_now() - age)
    return encode(change_list(token.sub), str(generation), str(since), *walk)


def follow(api: HttpApi, token: Token, cursor: str, path: str = CHANGES) -> Answer:
    return api.get(f"{path}?cursor={cursor}", token)


def test_a_client_that_follows_holds_what_is_stored(api: HttpApi, ada: Token) -> None:
    kept, gone = (api.post("/v1/tasks", ada, {"title": title}).json for title in ("kept", "gone"))
    first = api.get(f"{CHANGES}?limit=1", ada).json
    assert (first["items"], first["has_more"]) == (
        [{"id": kept["id"], "version": 1, "deleted_at": None, "task": kept}],
        True,
    )
    second = follow(api, ada, first["next_cursor"]).json
    assert ([item["id"] for item in second["items"]], second["has_more"]) == ([gone["id"]], False)

    api.delete(f"/v1/tasks/{gone['id']}", ada)
    third = follow(api, ada, second["next_cursor"], f"/v1/users/{ada.sub}/tasks/changes").json
    (deletion,) = (item for item in third["items"] if item["id"] == gone["id"])
    assert (deletion["version"], deletion["task"], deletion["deleted_at"][-1]) == (2, None, "Z")
    # What changed a moment ago comes again, until it is settled.
    assert follow(api, ada, third["next_cursor"]).json["items"] == third["items"]


def test_what_is_settled_does_not_come_again(api: HttpApi, ada: Token) -> None:
    api.post("/v1/tasks", ada, {"title": "x"})
    assert follow(api, ada, cursor_of(ada, timedelta(0))).json["items"] == []
    assert len(follow(api, ada, cursor_of(ada, timedelta(minutes=1))).json["items"]) == 1


@pytest.mark.parametrize(
    ("age", "generation"),
    [(timedelta(days=30), 0), (timedelta(days=365), 0), (timedelta(0), 1)],
    ids=["30 days", "a year", "another generation"],
)
def test_a_cursor_that_would_miss_something_is_gone(
    api: HttpApi, ada: Token, age: timedelta, generation: int
) -> None:
    answer = follow(api, ada, cursor_of(ada, age, generation=generation))
    assert (answer.status, answer.problem) == (410, "cursor-expired")
    assert "Start again without a cursor" in answer.json["detail"]
    assert follow(api, ada, cursor_of(ada, timedelta(days=29, hours=23))).status == 200


def test_a_cursor_is_refused_elsewhere(api: HttpApi, ada: Token, grace: Token, admin: Token) -> None:
    for title in "ab":
        api.post("/v1/tasks", ada, {"title": title})
    of_changes = api.get(CHANGES, ada).json["next_cursor"]
    of_list = api.get("/v1/tasks?limit=1", ada).json["next_cursor"]
    answers = [
        follow(api, grace, of_changes),
        follow(api, admin, of_changes, f"/v1/users/{grace.sub}/tasks/changes"),
        follow(api, ada, of_list),
        follow(api, ada, of_changes, "/v1/tasks"),
        follow(api, admin, of_changes, "/v1/users"),
    ]
    assert [(answer.status, answer.problem) for answer in answers] == [(400, "invalid-cursor")] * 5


@pytest.mark.parametrize(
    "parts",
    [
        (),
        ("0",),
        ("", "1"),
        ("0", "-1"),
        ("0", "1.5"),
        ("0", "9" * 5000),
        ("0", "253402300799999"),
        ("0", "1", "1"),
        ("0", "1", "1", "1", "0190a0a0-0000-7000-8000-000000000000", "x"),
        ("0", "1", "1", "1", "PROFILE", "t"),
        ("0", "1", "x", "1", "0190a0a0-0000-7000-8000-000000000000", "t"),
    ],
)
def test_a_forged_cursor_is_refused(api: HttpApi, ada: Token, parts: tuple[str, ...]) -> None:
    answer = follow(api, ada, encode(change_list(ada.sub), *parts))
    assert (answer.status, answer.problem) in ((400, "invalid-cursor"), (400, "invalid-parameter"))


def test_a_cursor_that_was_tampered_with_is_refused(api: HttpApi, ada: Token) -> None:
    cursor = api.get(CHANGES, ada).json["next_cursor"]
    text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    tampered = base64.urlsafe_b64encode(b"0" + text[1:] + b"|").decode().rstrip("=")
    for each in ("", cursor + "A", tampered):
        assert follow(api, ada, each).problem == "invalid-cursor"
    # A time with fewer digits is one of long ago.
    assert follow(api, ada, cursor[:-3]).problem == "cursor-expired"


def test_a_forged_place_reads_nothing_of_others(api: HttpApi, ada: Token, grace: Token) -> None:
    task = api.post("/v1/tasks", grace, {"title": "secret"}).json
    walk = ("0", "0", task["id"], "d")
    assert follow(api, ada, cursor_of(ada, timedelta(0), *walk)).json["items"] == []


def test_whoever_follows_is_told_of_an_erasure(
    api: HttpApi, ada: Token, erase: Callable[[Token], None]
) -> None:
    cursor = api.get(CHANGES, ada).json["next_cursor"]
    erase(ada)
    assert [api.get(CHANGES, ada).problem, follow(api, ada, cursor).problem] == ["user-erased"] * 2


@pytest.mark.parametrize("path", [CHANGES, "/v1/tasks?sort=updated", "/v1/tasks?sort=-updated"])
def test_without_the_setting_it_is_named(
    ada: Token, new_api: Callable[..., HttpApi], dynamodb_calls: list[str], path: str
) -> None:
    without = new_api(has_delta_sync=False)
    dynamodb_calls.clear()
    answer = without.get(path, ada)
    assert (answer.status, answer.problem) == (404, "not-enabled")
    assert "delta_sync" in answer.json["detail"]
    assert dynamodb_calls == []
    assert without.get("/v1/tasks?updated_after=2026-01-01T00:00:00Z", ada).status == 200
