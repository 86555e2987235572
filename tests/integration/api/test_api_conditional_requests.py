from collections.abc import Callable

import pytest

from tests.integration.api.http_api import HttpApi, Token

MISSING = "/v1/tasks/0190a0a0-0000-7000-8000-000000000000"


@pytest.fixture
def task(api: HttpApi, ada: Token) -> str:
    """The path of a task at version 2."""
    location = api.post("/v1/tasks", ada, {"title": "One"}).location
    assert api.patch(location, ada, {"title": "Two"}).headers["ETag"] == '"2"'
    return location


@pytest.mark.parametrize("value", ['"2"', 'W/"2"', '"1", "2"', "*", ' , "a,b",\t"2" '])
def test_a_reader_that_has_the_version_gets_no_body(api: HttpApi, ada: Token, task: str, value: str) -> None:
    answer = api.get(task, ada, {"If-None-Match": value})
    assert (answer.status, answer.text, answer.headers["ETag"]) == (304, "", '"2"')


@pytest.mark.parametrize("value", ['"1"', 'W/"1"', '"02"', '"W/2"', '"1,2"'])
def test_a_reader_with_another_version_gets_the_task(api: HttpApi, ada: Token, task: str, value: str) -> None:
    answer = api.get(task, ada, {"If-None-Match": value})
    assert (answer.status, answer.json["title"]) == (200, "Two")


@pytest.mark.parametrize("value", ['"2"', '"1", "2"', "*", '"x", "2"', 'W/"1", "2"'])
def test_a_write_meets_the_version_it_names(api: HttpApi, ada: Token, task: str, value: str) -> None:
    assert api.get(task, ada, {"If-Match": value}).status == 200
    assert api.patch(task, ada, {}, {"If-Match": value}).headers["ETag"] == '"2"'
    assert api.patch(task, ada, {"title": "Three"}, {"If-Match": value}).headers["ETag"] == '"3"'
    assert api.delete(task, ada, {"If-Match": value.replace("2", "3")}).status == 204


@pytest.mark.parametrize("value", ['"1"', '"1", "3"', 'W/"2"', '"02"', '""', '"' + "9" * 40 + '"'])
def test_a_write_of_another_version_changes_nothing(api: HttpApi, ada: Token, task: str, value: str) -> None:
    condition = {"If-Match": value}
    answers = [
        api.get(task, ada, condition),
        api.patch(task, ada, {}, condition),
        api.patch(task, ada, {"title": "Lost"}, condition),
        api.delete(task, ada, condition),
    ]
    assert [(answer.status, answer.problem) for answer in answers] == [(412, "version-mismatch")] * 4
    assert api.get(task, ada).json["title"] == "Two"


@pytest.mark.parametrize(("value", "status"), [("*", 412), ('"2"', 412), ('W/"2"', 412), ('"1"', 200)])
def test_a_write_may_name_the_versions_it_does_not_want(
    api: HttpApi, ada: Token, task: str, value: str, status: int
) -> None:
    assert api.patch(task, ada, {}, {"If-None-Match": value}).status == status
    assert api.patch(task, ada, {"title": "Three"}, {"If-None-Match": value}).status == status


def test_two_writers_of_one_version_are_told_apart(api: HttpApi, ada: Token, task: str) -> None:
    seen = {"If-Match": api.get(task, ada).headers["ETag"]}
    first, second = api.patch(task, ada, {"title": "X"}, seen), api.patch(task, ada, {"title": "Y"}, seen)
    assert (first.status, second.status) == (200, 412)
    assert second.json["detail"] == "Version 2 was expected, but version 3 is stored."


@pytest.mark.parametrize("header", ["If-Match", "If-None-Match"])
@pytest.mark.parametrize("value", ["", " ", "2", '"2', "'2'", 'w/"2"', 'W/ "2"', '"1" "2"', '*, "2"', ","])
def test_a_malformed_header_is_named(api: HttpApi, ada: Token, task: str, header: str, value: str) -> None:
    for answer in (
        api.get(task, ada, {header: value}),
        api.patch(task, ada, {"title": "x"}, {header: value}),
        api.delete(task, ada, {header: value}),
    ):
        assert (answer.status, answer.problem) == (400, "invalid-header")
        assert [error["header"] for error in answer.json["errors"]] == [header]


@pytest.mark.parametrize("value", ['"1"', '"1", "2"', "*"])
def test_a_missing_task_is_missing_whatever_the_condition(api: HttpApi, ada: Token, value: str) -> None:
    condition = {"If-Match": value}
    answers = [api.patch(MISSING, ada, {"title": "x"}, condition), api.delete(MISSING, ada, condition)]
    assert [answer.problem for answer in answers] == ["task-not-found"] * 2


@pytest.fixture
def restored(new_api: Callable[..., HttpApi]) -> HttpApi:
    """The API on the same items, after a restore of the table."""
    return new_api(generation=1)


def test_what_a_restore_brings_back_has_its_old_tag_until_the_first_write(
    restored: HttpApi, ada: Token, task: str
) -> None:
    assert restored.get(task, ada).headers["ETag"] == '"2"'
    assert restored.patch(task, ada, {"title": "X"}, {"If-Match": '"2"'}).headers["ETag"] == '"1.3"'
    assert restored.get(task, ada).headers["ETag"] == '"1.3"'
    assert restored.patch("/v1/users/me", ada, {"name": "A"}).headers["ETag"] == '"1.2"'
    assert restored.post("/v1/tasks", ada, {"title": "New"}).headers["ETag"] == '"1.1"'


def test_a_tag_of_before_a_restore_is_of_no_version_that_was_written_after_it(
    restored: HttpApi, ada: Token, task: str
) -> None:
    # Version 3 of before the restore, which took the task back to 2.
    lost = {"If-Match": '"3"'}
    restored.patch(task, ada, {"title": "Kept"})

    answers = [
        restored.get(task, ada, lost),
        restored.patch(task, ada, {"title": "Lost"}, lost),
        restored.delete(task, ada, lost),
    ]

    assert [(answer.status, answer.problem) for answer in answers] == [(412, "version-mismatch")] * 3
    assert answers[1].json["detail"] == "Version 3 was expected, but version 1.3 is stored."
    answer = restored.get(task, ada, {"If-None-Match": '"3"'})
    assert (answer.status, answer.json["title"]) == (200, "Kept")


def test_a_tag_of_after_a_restore_costs_no_read(
    restored: HttpApi, ada: Token, task: str, dynamodb_calls: list[str]
) -> None:
    tag = {"If-Match": restored.patch(task, ada, {"title": "X"}).headers["ETag"]}
    dynamodb_calls.clear()

    assert tag == {"If-Match": '"1.3"'}
    assert restored.patch(task, ada, {"title": "Y"}, tag).headers["ETag"] == '"1.4"'
    assert dynamodb_calls == ["UpdateItem"]


def test_a_cache_keeps_one_users_profile_from_the_next_user(api: HttpApi, ada: Token, grace: Token) -> None:
    """Both are at version 1 of one path: only what an answer varies by tells them apart."""
    tag = {"If-None-Match": api.get("/v1/users/me", ada).headers["ETag"]}
    answers = [api.get("/v1/users/me", ada), api.get("/v1/users/me", grace, tag), api.get("/v1/tasks", ada)]
    assert [answer.status for answer in answers] == [200, 304, 200]
    assert {answer.headers["Vary"] for answer in answers} == {"Authorization"}
    assert {answer.headers["Cache-Control"] for answer in answers} == {"private, no-cache"}


def test_no_cache_keeps_a_problem(api: HttpApi, ada: Token) -> None:
    assert api.get(MISSING, ada).headers["Cache-Control"] == "no-store"


def test_profiles_have_entity_tags_too(api: HttpApi, ada: Token) -> None:
    assert api.get("/v1/users/me", ada).headers["ETag"] == '"1"'
    assert api.get("/v1/users/me", ada, {"If-None-Match": '"1"'}).status == 304
    assert api.patch("/v1/users/me", ada, {"name": "A"}, {"If-Match": '"1"'}).headers["ETag"] == '"2"'
    assert api.patch("/v1/users/me", ada, {"name": "B"}, {"If-Match": '"1"'}).problem == "version-mismatch"
    assert api.patch("/v1/users/me", ada, {}, {"If-Match": '"1"'}).problem == "version-mismatch"
    email = {"email": "ada@example.com"}
    assert api.patch("/v1/users/me", ada, email, {"If-Match": '"1"'}).problem == "version-mismatch"
