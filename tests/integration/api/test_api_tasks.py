import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

import pytest

from tasklake.models import create_task, utc_now
from tasklake.repository.dynamodb_tasks import DynamoDBTaskRepository
from tests.integration.api.http_api import HttpApi, Token

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

MISSING = "/v1/tasks/0190a0a0-0000-7000-8000-000000000000"


def test_a_new_task_is_answered_whole_with_its_location_and_entity_tag(api: HttpApi, ada: Token) -> None:
    answer = api.post(
        "/v1/tasks",
        ada,
        {
            "title": "  Write the report ",
            "description": "All of it\n",
            "status": "in_progress",
            "priority": "high",
            "category": " work ",
            "labels": ["b", " e\u0301 ", "B", "b ", "\u00e9"],
            "due_date": "2026-12-01",
        },
    )
    assert answer.status == 201
    task = answer.json
    assert answer.location == f"/v1/tasks/{task['id']}"
    assert answer.headers["ETag"] == '"1"'
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", task.pop("id"))
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", task["created_at"])
    assert task.pop("created_at") == task.pop("updated_at")
    assert task == {
        "user_id": ada.sub,
        "title": "Write the report",
        "description": "All of it\n",
        "status": "in_progress",
        "priority": "high",
        "category": "work",
        "labels": ["B", "b", "\u00e9"],
        "due_date": "2026-12-01",
        "completed_at": None,
        "version": 1,
    }


def test_a_title_is_enough(api: HttpApi, ada: Token) -> None:
    task = api.post("/v1/tasks", ada, {"title": "Rest"}).json
    assert (task["status"], task["priority"]) == ("pending", "medium")
    assert {task[name] for name in ("description", "category", "due_date", "completed_at")} == {None}
    assert task["labels"] == []


@pytest.mark.parametrize("title", ["\N{GRINNING FACE}" * 200, "\N{RIGHT-TO-LEFT OVERRIDE}x"])
def test_any_character_of_unicode_comes_back_as_sent(api: HttpApi, ada: Token, title: str) -> None:
    location = api.post("/v1/tasks", ada, {"title": title}).location
    assert api.get(location, ada).json["title"] == title


@pytest.mark.parametrize("parameters", ["", "; charset=utf-8", ';Charset="UTF-8"', "; q=charset"])
@pytest.mark.parametrize("coding", [{}, {"Content-Encoding": "Identity"}])
def test_a_body_may_say_that_it_is_plain_utf_8(
    api: HttpApi, ada: Token, parameters: str, coding: dict[str, str]
) -> None:
    headers = {"Content-Type": f"application/json{parameters}", **coding}
    answer = api.request("POST", "/v1/tasks", ada, body='{"title": "é \\ufffd"}', headers=headers)
    assert answer.json["title"] == "é \N{REPLACEMENT CHARACTER}"


def test_a_text_is_kept_in_one_normal_form(api: HttpApi, ada: Token) -> None:
    decomposed, composed = "e\N{COMBINING ACUTE ACCENT}", "\N{LATIN SMALL LETTER E WITH ACUTE}"
    task = api.post("/v1/tasks", ada, dict.fromkeys(("title", "description", "category"), decomposed)).json
    assert (task["title"], task["description"], task["category"]) == (composed, composed, composed)
    for category in (decomposed, composed):
        found = api.get(f"/v1/tasks?category={quote(category)}", ada)
        assert [item["id"] for item in found.json["items"]] == [task["id"]]


def test_a_text_that_is_no_longer_taken_is_still_read(
    api: HttpApi, ada: Token, dynamodb: "DynamoDBClient", table_name: str
) -> None:
    category = "e\N{COMBINING ACUTE ACCENT}\r\n"
    task = create_task(
        user_id=ada.sub,
        title="a\0",
        now=utc_now(),
        request_id="before",
        description="\x1b",
        category=category,
    )
    DynamoDBTaskRepository(dynamodb, table_name, generation=0).add(task, key=None)
    patched = api.patch(f"/v1/tasks/{task.id}", ada, {"priority": "high"}).json
    for read in (patched, api.get(f"/v1/tasks/{task.id}", ada).json):
        assert (read["title"], read["description"], read["category"]) == ("a\0", "\x1b", category)


def test_the_longest_task_is_taken(api: HttpApi, ada: Token) -> None:
    duck = "\N{DUCK}"
    task = {"title": duck * 200, "description": duck * 4000, "category": duck * 50}
    answer = api.post("/v1/tasks", ada, task)
    assert (answer.status, answer.json | task) == (201, answer.json)


def test_a_task_reads_back_as_created(api: HttpApi, ada: Token) -> None:
    created = api.post("/v1/tasks", ada, {"title": "Read"})
    read = api.get(created.location, ada)
    assert (read.status, read.json) == (200, created.json)
    assert read.headers["ETag"] == '"1"'
    assert read.headers["Cache-Control"] == "private, no-cache"


def test_a_patch_changes_what_it_names_and_null_clears(api: HttpApi, ada: Token) -> None:
    created = api.post(
        "/v1/tasks",
        ada,
        {
            "title": "Plan",
            "description": "long",
            "category": "work",
            "labels": ["a", "b"],
            "due_date": "2026-12-01",
        },
    )
    answer = api.patch(
        created.location,
        ada,
        {"title": "Plan B", "description": None, "labels": ["c", "b"], "due_date": None},
    )
    assert (answer.status, answer.headers["ETag"]) == (200, '"2"')
    expected = created.json | {
        "title": "Plan B",
        "description": None,
        "labels": ["b", "c"],
        "due_date": None,
        "version": 2,
        "updated_at": answer.json["updated_at"],
    }
    assert answer.json == expected == api.get(created.location, ada).json


@pytest.mark.parametrize("nothing", [None, []])
def test_labels_are_cleared_by_null_and_by_no_labels(api: HttpApi, ada: Token, nothing: object) -> None:
    location = api.post("/v1/tasks", ada, {"title": "Sort", "labels": ["a"]}).location
    assert api.patch(location, ada, {"labels": nothing}).json["labels"] == []
    assert api.get(location, ada).json["labels"] == []


def test_an_empty_patch_writes_nothing(api: HttpApi, ada: Token, dynamodb_calls: list[str]) -> None:
    created = api.post("/v1/tasks", ada, {"title": "Still"})
    dynamodb_calls.clear()
    answer = api.patch(created.location, ada, {})
    assert (answer.status, answer.json, answer.headers["ETag"]) == (200, created.json, '"1"')
    assert dynamodb_calls == ["GetItem"]


def test_a_patch_may_be_sent_as_plain_json(api: HttpApi, ada: Token) -> None:
    location = api.post("/v1/tasks", ada, {"title": "Plain"}).location
    answer = api.request(
        "PATCH",
        location,
        ada,
        json_body={"priority": "low"},
        headers={"Content-Type": "Application/JSON; charset=utf-8"},
    )
    assert (answer.status, answer.json["priority"]) == (200, "low")


def test_a_deleted_task_is_gone(api: HttpApi, ada: Token) -> None:
    location = api.post("/v1/tasks", ada, {"title": "Forget"}).location
    answer = api.delete(location, ada)
    assert (answer.status, answer.text) == (204, "")
    assert api.get(location, ada).problem == "task-not-found"


def test_a_task_is_deleted_again_if_the_same_version_is_meant(api: HttpApi, ada: Token, grace: Token) -> None:
    location = api.post("/v1/tasks", ada, {"title": "Forget"}).location
    conditions = [{}, {"If-Match": '"1"'}, {"If-Match": "*"}, {}]
    assert [api.delete(location, ada, condition).status for condition in conditions] == [204] * 4
    assert api.delete(location, ada, {"If-Match": '"2"'}).problem == "task-not-found"
    assert api.delete(location, grace).problem == "task-not-found"


def test_a_task_needs_a_profile(api: HttpApi, admin: Token) -> None:
    answer = api.post("/v1/tasks", admin, {"title": "Early"})
    assert (answer.status, answer.problem) == (409, "profile-required")
    assert answer.json["detail"] == "Create your profile first, with POST /v1/users."


def test_another_users_task_looks_like_none(
    api: HttpApi, ada: Token, grace: Token, dynamodb_calls: list[str]
) -> None:
    location = api.post("/v1/tasks", ada, {"title": "Private"}).location
    foreign, missing = api.get(location, grace), api.get(MISSING, grace)
    assert (foreign.status, foreign.problem) == (missing.status, missing.problem) == (404, "task-not-found")
    assert foreign.json.keys() == missing.json.keys()
    assert api.patch(location, grace, {"title": "Mine"}).problem == "task-not-found"
    assert api.patch(location, grace, {}).problem == "task-not-found"
    assert api.delete(location, grace).problem == "task-not-found"
    assert api.get(location, ada).json["title"] == "Private"


@pytest.mark.parametrize(
    "task_id", ["1", "me", "0190A0A0-0000-7000-8000-000000000000", "PROFILE", "0190a0a0" * 4]
)
def test_what_is_no_task_id_is_answered_without_a_lookup(
    api: HttpApi, ada: Token, task_id: str, dynamodb_calls: list[str]
) -> None:
    dynamodb_calls.clear()
    target = f"/v1/tasks/{task_id}"
    answers = [api.get(target, ada), api.patch(target, ada, {"title": "x"}), api.delete(target, ada)]
    assert [(answer.status, answer.problem) for answer in answers] == [(404, "task-not-found")] * 3
    assert dynamodb_calls == []


def test_health_needs_neither_token_nor_table(api: HttpApi, dynamodb_calls: list[str]) -> None:
    answer = api.request("GET", "/health")
    assert (answer.status, answer.json) == (200, {"status": "ok"})
    assert dynamodb_calls == []


@pytest.mark.parametrize("collection", ["/v1/tasks", "/v1/users/me/tasks"])
def test_a_new_task_is_found_behind_any_base_path(api: HttpApi, ada: Token, collection: str) -> None:
    # A gateway that maps a base path to the API does not tell the function of it.
    created = api.post(collection, ada, {"title": "x"})
    found = urljoin(f"https://example.com/base/path{collection}", created.headers["Location"])
    tasks = collection.replace("me", ada.sub)
    assert found == f"https://example.com/base/path{tasks}/{created.json['id']}"
