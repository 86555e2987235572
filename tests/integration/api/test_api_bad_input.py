from collections.abc import Iterator
from typing import Any

import pytest

from tasklake_api.routes import SERVED, Route
from tests.integration.api.http_api import Answer, HttpApi, Token

TASK = "/v1/tasks/0190a0a0-0000-7000-8000-000000000000"
USER = "/v1/users/me"


def send(api: HttpApi, token: Token, method: str, target: str, body: str | None) -> Answer:
    return api.request(method, target, token, body=body, headers={"Content-Type": "application/json"})


@pytest.fixture(autouse=True)
def refused_without_a_lookup(ada: Token, dynamodb_calls: list[str]) -> Iterator[None]:
    """What is refused for its form never gets to the table."""
    dynamodb_calls.clear()
    yield
    assert dynamodb_calls == []


@pytest.mark.parametrize(
    ("method", "target"), [("POST", "/v1/tasks"), ("PATCH", TASK), ("POST", "/v1/users"), ("PATCH", USER)]
)
@pytest.mark.parametrize(
    "body",
    [None, "", "{", "{'title': 'x'}", '{"title": "x"} y', "\ufeff{}", '{"title": "\\ud800"}', "[" * 100_000],
    ids=["none", "empty", "cut", "quotes", "trailing", "bom", "surrogate", "deep"],
)
def test_what_is_not_json(api: HttpApi, ada: Token, method: str, target: str, body: str | None) -> None:
    answer = send(api, ada, method, target, body)
    assert (answer.status, answer.problem) == (400, "malformed-body")
    assert "errors" not in answer.json


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ('{"title": "x", "title": "y"}', "title"),
        ('{"title": "x", "title": 1}', "title"),
        ('{"title": "x", "t\\u0069tle": "x"}', "title"),
        ('{"title": {"en": 1, "fr": 2, "en": 1}}', "en"),
        ('[{"é": 1, "é": 1}]', "é"),
        ('{"n": 1, "n": ' + "9" * 5000 + "}", "n"),
        ('{"' + "x" * 50_000 + '": 1, "' + "x" * 50_000 + '": 1}', "xxx"),
    ],
    ids=["equal", "invalid", "escaped", "nested", "in a list", "number", "long"],
)
@pytest.mark.parametrize("route", ["POST /v1/tasks", f"PATCH {TASK}"])
def test_a_member_given_twice_is_named(api: HttpApi, ada: Token, route: str, body: str, name: str) -> None:
    method, target = route.split(" ")
    answer = send(api, ada, method, target, body)
    assert (answer.status, answer.problem) == (400, "malformed-body")
    assert name in answer.json["detail"]
    assert len(answer.content) < 1000


LONE_SURROGATE = "\ud800"
"""No Unicode text holds it, yet JSON can write it, and so an event may."""


@pytest.mark.parametrize(
    ("route", "headers", "body"),
    [
        ("POST /v1/tasks", {}, f'{{"title": "{LONE_SURROGATE}"}}'),
        (f"PATCH {TASK}", {}, f'{{"{LONE_SURROGATE}": 1}}'),
        (f"GET /v1/tasks?category={LONE_SURROGATE}", {}, None),
        (f"GET /v1/tasks?cursor={LONE_SURROGATE}", {}, None),
        (f"GET /v1/tasks?{LONE_SURROGATE}=1", {}, None),
        (f"GET /health?{LONE_SURROGATE}", {}, None),
        (f"GET /v1/tasks?{LONE_SURROGATE}=1&{LONE_SURROGATE}=1", {}, None),
        (f"GET {TASK}", {"If-None-Match": f'"{LONE_SURROGATE}"'}, None),
        (f"DELETE {TASK}", {"If-Match": LONE_SURROGATE}, None),
        ("POST /v1/tasks", {"Idempotency-Key": LONE_SURROGATE}, '{"title": "x"}'),
    ],
)
def test_what_is_no_unicode_is_refused_wherever_it_stands(
    api: HttpApi, ada: Token, route: str, headers: dict[str, str], body: str | None
) -> None:
    method, target = route.split(" ")
    sent = {"Content-Type": "application/json", **headers}
    answer = api.request(method, target, ada, body=body, headers=sent)
    assert answer.problem
    assert answer.status == 400


@pytest.mark.parametrize("target", [f"/v1/tasks/{LONE_SURROGATE}", f"/{LONE_SURROGATE}", "/v1/tasks/%ff"])
def test_no_path_holds_what_is_no_unicode(api: HttpApi, ada: Token, target: str) -> None:
    answer = api.get(target, ada)
    assert answer.status == 404


@pytest.mark.parametrize("content_type", ["application/json", "application/merge-patch+json"])
def test_what_is_not_utf_8(api: HttpApi, ada: Token, content_type: str) -> None:
    """The first comes as text, in which the gateway has replaced what it could not read."""
    answer = api.request(
        "PATCH", TASK, ada, body=b'{"title": "\xe9"}', headers={"Content-Type": content_type}
    )
    assert (answer.status, answer.problem) == (400, "malformed-body")


@pytest.mark.parametrize("content_type", ["application/json", "application/merge-patch+json"])
@pytest.mark.parametrize(
    ("characters", "status"), [("x" * 131_071, 413), ("🦆" * 32_768, 413), ("x" * 131_070, 422)]
)
def test_what_is_longer_than_any_task(
    api: HttpApi, ada: Token, content_type: str, characters: str, status: int
) -> None:
    """The first comes as text, the other as base64; a body counts as the bytes that were sent."""
    answer = api.request("PATCH", TASK, ada, body=f'"{characters}"', headers={"Content-Type": content_type})
    assert answer.status == status
    assert answer.problem == {413: "body-too-large", 422: "validation-failed"}[status]


@pytest.mark.parametrize("body", ["null", "[]", '"title"', "1", "[{}]"])
@pytest.mark.parametrize(
    ("method", "target"), [("POST", "/v1/tasks"), ("PATCH", TASK), ("POST", "/v1/users"), ("PATCH", USER)]
)
def test_what_is_no_object(api: HttpApi, ada: Token, method: str, target: str, body: str) -> None:
    answer = send(api, ada, method, target, body)
    assert (answer.status, answer.problem) == (422, "validation-failed")
    assert answer.json["errors"] == [{"detail": "Input should be an object", "pointer": "#"}]


@pytest.mark.parametrize(
    ("body", "pointer", "detail"),
    [
        ({}, "#/title", "Field required"),
        ({"title": ""}, "#/title", "String should have at least 1 character"),
        ({"title": " \n "}, "#/title", "String should have at least 1 character"),
        ({"title": "\N{HANGUL FILLER}"}, "#/title", "String should have at least 1 character"),
        ({"title": "a\0b"}, "#/title", "String should have no control characters"),
        ({"title": "x", "category": "a\r\nb"}, "#/category", "String should have no control characters"),
        ({"title": "x", "description": "\x1b[2J"}, "#/description", "String should have no control characters"),
        ({"title": "x" * 201}, "#/title", "String should have at most 200 characters"),
        ({"title": 1}, "#/title", "Input should be a valid string"),
        ({"title": None}, "#/title", "Input should be a valid string"),
        ({"title": ["x"]}, "#/title", "Input should be a valid string"),
        ({"title": "x", "description": "x" * 4001}, "#/description", "String should have at most 4000 characters"),
        ({"title": "x", "labels": "home"}, "#/labels", "Input should be a valid array"),
        ({"title": "x", "labels": [*map(str, range(21))]}, "#/labels", "Tuple should have at most 20 items after validation, not 21"),
        ({"title": "x", "labels": ["a", "b,c"]}, "#/labels/1", "String should have no comma"),
        ({"title": "x", "labels": ["a", " \u200b"]}, "#/labels/1", "String should have at least 1 character"),
        ({"title": "x", "labels": ["x" * 51]}, "#/labels/0", "String should have at most 50 characters"),
        ({"title": "x", "labels": ["a\nb"]}, "#/labels/0", "String should have no control characters"),
        ({"title": "x", "labels": [None]}, "#/labels/0", "Input should be a valid string"),
        ({"title": "x", "category": "x" * 51}, "#/category", "String should have at most 50 characters"),
        ({"title": "x", "status": None}, "#/status", None),
        ({"title": "x", "status": "DONE"}, "#/status", None),
        ({"title": "x", "priority": 3}, "#/priority", None),
        ({"title": "x", "due_date": "2026-02-30"}, "#/due_date", "Input should be a date in the form YYYY-MM-DD"),
        ({"title": "x", "due_date": "2026-02-03T00:00:00Z"}, "#/due_date", "Input should be a date in the form YYYY-MM-DD"),
        ({"title": "x", "due_date": "1735689600"}, "#/due_date", "Input should be a date in the form YYYY-MM-DD"),
        ({"title": "x", "due_date": 1735689600}, "#/due_date", "Input should be a valid date"),
        ({"title": "x", "a/b~c é": 1}, "#/a~1b~0c%20%C3%A9", "Extra inputs are not permitted"),
    ],
)  # fmt: skip
def test_a_refused_field_of_a_task_is_pointed_at(
    api: HttpApi, ada: Token, body: dict[str, Any], pointer: str, detail: str | None
) -> None:
    requests = [("POST", "/v1/tasks")] if body == {} else [("POST", "/v1/tasks"), ("PATCH", TASK)]
    for method, target in requests:
        answer = api.request(method, target, ada, json_body=body)
        assert (answer.status, answer.problem) == (422, "validation-failed")
        (error,) = answer.json["errors"]
        assert error["pointer"] == pointer
        assert detail in (None, error["detail"])


def test_all_refused_fields_are_pointed_at_at_once(api: HttpApi, ada: Token) -> None:
    answer = api.post("/v1/tasks", ada, {"status": "no", "owner": "me", "priority": None})
    assert sorted(error["pointer"] for error in answer.json["errors"]) == [
        "#/owner",
        "#/priority",
        "#/status",
        "#/title",
    ]


@pytest.mark.parametrize("name", ["{}", "{}" + "🦆" * 50], ids=["short", "long"])
def test_an_answer_lists_20_errors_at_most_and_says_how_many_there_are(
    api: HttpApi, ada: Token, name: str
) -> None:
    answer = api.patch(TASK, ada, {name.format(number): 1 for number in range(200)})
    assert (answer.status, answer.problem) == (422, "validation-failed")
    assert len(answer.json["errors"]) == 20
    assert "200" in answer.json["detail"]


def test_a_name_too_long_to_be_told_is_pointed_at_by_what_holds_it(api: HttpApi, ada: Token) -> None:
    answer = api.patch(TASK, ada, {"🦆" * 10_000: 1})
    assert answer.json["errors"] == [{"detail": "Extra inputs are not permitted", "pointer": "#"}]


def test_an_answer_lists_20_refused_parameters_at_most(api: HttpApi, ada: Token) -> None:
    unknown = "&".join(f"p{number}=1" for number in range(200))
    for query in (unknown, f"{unknown}&{unknown}"):
        answer = api.get(f"/v1/tasks?{query}", ada)
        assert (answer.status, answer.problem) == (400, "invalid-parameter")
        assert len(answer.json["errors"]) == 20
        assert "200" in answer.json["detail"]
        assert "p20" not in answer.text


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": ""}, "#/name"),
        ({"name": "A\0da"}, "#/name"),
        ({"name": "x" * 101}, "#/name"),
        ({"name": None}, "#/name"),
    ],
)
def test_a_refused_field_of_a_user_is_pointed_at(
    api: HttpApi, ada: Token, body: dict[str, Any], pointer: str
) -> None:
    for answer in (api.post("/v1/users", ada, body), api.patch(USER, ada, body)):
        assert (answer.status, answer.problem) == (422, "validation-failed")
        assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


def test_an_address_is_taken_from_the_token_and_never_cleared(api: HttpApi, ada: Token) -> None:
    created = api.post("/v1/users", ada, {"name": "Ada", "email": "ada@example.com"})
    assert [error["pointer"] for error in created.json["errors"]] == ["#/email"]
    cleared = api.patch(USER, ada, {"email": None})
    assert [error["pointer"] for error in cleared.json["errors"]] == ["#/email"]


@pytest.mark.parametrize(
    ("route", "content_type", "accept"),
    [
        ("POST /v1/tasks", "application/x-www-form-urlencoded", "application/json"),
        ("POST /v1/tasks", "application/merge-patch+json", "application/json"),
        ("POST /v1/users", "text/plain", "application/json"),
        ("POST /v1/users", "", "application/json"),
        (f"PATCH {TASK}", "application/json-patch+json", "application/merge-patch+json, application/json"),
        (f"PATCH {USER}", "application/xml", "application/merge-patch+json, application/json"),
    ],
)
def test_another_content_type_is_refused_with_the_ones_taken(
    api: HttpApi, ada: Token, route: str, content_type: str, accept: str
) -> None:
    method, target = route.split(" ")
    answer = api.request(method, target, ada, body='{"title":"x"}', headers={"Content-Type": content_type})
    assert (answer.status, answer.problem) == (415, "unsupported-media-type")
    assert answer.headers["Accept"] == accept
    assert answer.headers.get("Accept-Patch") == (accept if method == "PATCH" else None)


@pytest.mark.parametrize(
    "parameters",
    ["charset=iso-8859-1", 'charset="utf-16"', "q=1;CHARSET = latin1", "charset=utf-8; charset=us-ascii", "charset="],
)  # fmt: skip
@pytest.mark.parametrize("media_type", ["application/json", "application/merge-patch+json"])
def test_another_charset_is_refused(api: HttpApi, ada: Token, media_type: str, parameters: str) -> None:
    headers = {"Content-Type": f"{media_type}; {parameters}"}
    answer = api.request("PATCH", TASK, ada, body='{"title":"x"}', headers=headers)
    assert (answer.status, answer.problem) == (415, "unsupported-media-type")
    assert "UTF-8" in answer.json["detail"]


@pytest.mark.parametrize("coding", ["gzip", "br", "identity, gzip", "utf-8"])
def test_a_coded_body_is_refused_with_the_coding_taken(api: HttpApi, ada: Token, coding: str) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": coding}
    answer = api.request("PATCH", TASK, ada, body='{"title":"x"}', headers=headers)
    assert (answer.status, answer.problem) == (415, "unsupported-media-type")
    assert answer.headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    "target", ["/", "/v1", "/v2/tasks", "/v1/tasks/", "/v1/tasks/a/b", "/V1/tasks", "/v1/tasks/%22"]
)
def test_a_path_without_route(api: HttpApi, ada: Token, target: str) -> None:
    answer = api.get(target, ada)
    assert (answer.status, answer.problem) == (404, "route-not-found")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", [TASK, USER, f"{USER}/tasks/{TASK.rpartition('/')[2]}"])
def test_a_newline_ends_no_path(api: HttpApi, ada: Token, method: str, path: str) -> None:
    answer = api.request(method, f"{path}%0A", ada, json_body={})
    assert answer.status == 404
    assert method == "HEAD" or answer.problem == "route-not-found"


@pytest.mark.parametrize("target", ["/health%0A", "/docs%0A", "/openapi-json", "/docs/docs.js%0A"])
def test_a_path_is_taken_by_the_letter(api: HttpApi, target: str) -> None:
    assert api.request("GET", target).problem == "route-not-found"
    assert api.request("PUT", target).status == (405 if target.startswith("/docs/") else 404)


@pytest.mark.parametrize(
    ("method", "target", "allowed"),
    [
        ("PUT", TASK, "DELETE, GET, HEAD, OPTIONS, PATCH"),
        ("DELETE", "/v1/tasks", "GET, HEAD, OPTIONS, POST"),
        ("POST", "/health", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_method_without_route(api: HttpApi, ada: Token, method: str, target: str, allowed: str) -> None:
    answer = api.request(method, target, ada)
    assert (answer.status, answer.problem, answer.headers["Allow"]) == (405, "method-not-allowed", allowed)


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("GET", TASK),
        ("POST", "/v1/tasks"),
        ("GET", "/health"),
    ],
)
def test_a_query_parameter_where_none_is_read(api: HttpApi, ada: Token, method: str, target: str) -> None:
    answer = api.request(method, f"{target}?fields=title", ada, json_body={"title": "x"})
    assert (answer.status, answer.problem) == (400, "invalid-parameter")


def test_the_routes_to_users_and_tasks_answer_nobody_without_a_token(api: HttpApi) -> None:
    for method, target in (("GET", TASK), ("POST", "/v1/tasks"), ("GET", "/v1/users"), ("PATCH", USER)):
        answer = api.request(method, target, json_body={"title": "x"})
        assert (answer.status, answer.problem) == (401, "unauthenticated")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "route",
    [route for route in SERVED if route.needs_token],
    ids=lambda route: f"{route.method} {route.path}",
)
def test_a_malformed_idempotency_key_is_said_where_it_means_nothing_too(
    api: HttpApi, ada: Token, route: Route
) -> None:
    target = route.path.format(user_id="me", task_id=TASK.rpartition("/")[2])
    answer = api.request(route.method, target, ada, headers={"Idempotency-Key": '"unclosed'})
    assert answer.status == 400
    assert route.method == "HEAD" or answer.problem == "invalid-header"
