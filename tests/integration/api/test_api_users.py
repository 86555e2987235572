import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.integration.api.http_api import Answer, HttpApi, Token

LATER = 4_000_000_000
"""Seconds of the epoch after every profile's last write."""

VISITS: dict[str, Callable[[HttpApi, Token], Answer]] = {
    "get": lambda api, token: api.get("/v1/users/me", token),
    "head": lambda api, token: api.request("HEAD", f"/v1/users/{token.sub}", token),
    "patch": lambda api, token: api.patch("/v1/users/me", token, {"name": "Countess"}),
    "patch a version": lambda api, token: api.patch(
        "/v1/users/me", token, {"name": "Countess"}, {"If-Match": '"1"'}
    ),
    "patch nothing": lambda api, token: api.patch("/v1/users/me", token, {}, {"If-Match": '"1"'}),
}


def test_a_profile_takes_its_address_from_the_token(api: HttpApi) -> None:
    token = Token("0a0a0a0a-0000-4000-8000-000000000003", " Mary@Example.COM ")
    answer = api.post("/v1/users", token, {"name": " Mary "})
    assert (answer.status, answer.headers["ETag"]) == (201, '"1"')
    assert answer.location == f"/v1/users/{token.sub}"
    user = answer.json
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", user["created_at"])
    assert user.pop("created_at") == user.pop("updated_at")
    assert user == {
        "id": token.sub,
        "email": "mary@example.com",
        "name": "Mary",
        "status": "active",
        "version": 1,
    }


def test_one_has_one_profile(api: HttpApi, ada: Token) -> None:
    answer = api.post("/v1/users", ada, {"name": "Ada again"})
    assert (answer.status, answer.problem) == (409, "user-exists")


def test_an_address_belongs_to_one_user(api: HttpApi, ada: Token) -> None:
    answer = api.post(
        "/v1/users", Token("0a0a0a0a-0000-4000-8000-000000000004", "ADA@example.com"), {"name": "Eve"}
    )
    assert (answer.status, answer.problem) == (409, "email-taken")
    assert "ada" not in answer.text.lower()


@pytest.mark.parametrize("use", ["id", "access"])
def test_me_and_the_own_id_are_the_same_user(api: HttpApi, ada: Token, use: str) -> None:
    token = replace(ada, use=use)
    me = api.get("/v1/users/me", token)
    assert (me.status, me.json["id"]) == (200, ada.sub)
    assert api.get(f"/v1/users/{ada.sub}", token).json == me.json


def test_a_name_can_be_changed(api: HttpApi, ada: Token) -> None:
    answer = api.patch("/v1/users/me", ada, {"name": "Countess"})
    assert (answer.status, answer.json["name"], answer.json["version"]) == (200, "Countess", 2)
    assert answer.json == api.get("/v1/users/me", ada).json


def test_a_new_address_is_the_one_the_token_verifies(api: HttpApi, ada: Token) -> None:
    token = replace(ada, email="countess@example.com")
    answer = api.patch("/v1/users/me", token, {"email": "Countess@example.com", "name": "C"})
    assert (answer.status, answer.json["email"], answer.json["name"]) == (200, "countess@example.com", "C")
    eve = Token("0a0a0a0a-0000-4000-8000-000000000004", "ada@example.com")
    assert api.post("/v1/users", eve, {"name": "Eve"}).status == 201


@pytest.mark.parametrize(
    ("token", "problem"),
    [
        (Token("0a0a0a0a-0000-4000-8000-000000000001", "ada@example.com"), "email-not-verified"),
        (
            Token("0a0a0a0a-0000-4000-8000-000000000001", "new@example.com", is_verified=False),
            "email-not-verified",
        ),
        (Token("0a0a0a0a-0000-4000-8000-000000000001", use="access"), "id-token-required"),
    ],
)
def test_an_address_the_token_does_not_verify_is_refused(
    api: HttpApi, ada: Token, token: Token, problem: str
) -> None:
    answer = api.patch("/v1/users/me", token, {"email": "new@example.com"})
    assert (answer.status, answer.problem) == (403, problem)
    assert api.get("/v1/users/me", ada).json["version"] == 1


def test_a_taken_address_is_refused(api: HttpApi, ada: Token, grace: Token) -> None:
    token = replace(ada, email="grace@example.com")
    answer = api.patch("/v1/users/me", token, {"email": "grace@example.com"})
    assert (answer.status, answer.problem) == (409, "email-taken")


@pytest.mark.parametrize("visit", VISITS.values(), ids=VISITS)
def test_the_address_follows_the_one_that_a_newer_token_verifies(
    api: HttpApi, ada: Token, visit: Callable[[HttpApi, Token], Answer]
) -> None:
    """What is changed at sign-in alone would be claimed for ever otherwise."""
    answer = visit(api, replace(ada, email="Countess@example.com ", issued_at=LATER))
    assert (answer.status, answer.headers["ETag"]) == (200, '"2"')
    stored = api.get("/v1/users/me", ada).json
    assert (stored["email"], stored["version"]) == ("countess@example.com", 2)
    eve = Token("0a0a0a0a-0000-4000-8000-000000000004", "ada@example.com")
    assert api.post("/v1/users", eve, {"name": "Eve"}).status == 201


@pytest.mark.parametrize("visit", ["get", "patch"])
@pytest.mark.parametrize(
    "token",
    [
        {"use": "access"},
        {"is_verified": False},
        {"email": ""},
        {"email": " ADA@example.com"},
        {"email": "grace@example.com"},
        {"issued_at": 1_700_000_000},
    ],
    ids=str,
)
def test_no_other_token_moves_the_address(
    api: HttpApi, ada: Token, grace: Token, visit: str, token: dict[str, Any]
) -> None:
    """Not one that was issued before the profile changed last: two sessions would take the address to and fro."""
    visitor = replace(ada, **{"email": "new@example.com", "issued_at": LATER, **token})
    answer = VISITS[visit](api, visitor)
    assert (answer.status, answer.json["email"]) == (200, ada.email)
    assert answer.json["version"] == (1 if visit == "get" else 2)
    assert api.get("/v1/users/me", grace).json["version"] == 1


def test_an_admins_own_address_goes_to_nobody_else(api: HttpApi, ada: Token, admin: Token) -> None:
    admin = replace(admin, issued_at=LATER)
    assert api.get(f"/v1/users/{ada.sub}", admin).json["email"] == ada.email
    assert api.patch(f"/v1/users/{ada.sub}", admin, {"name": "A"}).json["email"] == ada.email


def test_a_profile_being_erased_keeps_its_address(api: HttpApi, ada: Token) -> None:
    api.delete("/v1/users/me", ada)
    answer = api.get("/v1/users/me", replace(ada, email="new@example.com", issued_at=LATER))
    assert (answer.json["email"], answer.json["status"]) == (ada.email, "erasing")


def test_conditions_are_held_against_the_profile_that_is_answered(api: HttpApi, ada: Token) -> None:
    token = replace(ada, email="new@example.com", issued_at=LATER)
    assert api.patch("/v1/users/me", token, {"name": "A"}, {"If-Match": '"7"'}).problem == "version-mismatch"
    assert api.get("/v1/users/me", ada).json["email"] == ada.email

    first = api.get("/v1/users/me", token, {"If-None-Match": '"1"'})
    assert (first.status, first.json["email"], first.headers["ETag"]) == (200, "new@example.com", '"2"')
    assert api.get("/v1/users/me", token, {"If-None-Match": '"2"'}).status == 304


def test_another_user_is_forbidden_whether_there_or_not(
    api: HttpApi, ada: Token, grace: Token, dynamodb_calls: list[str]
) -> None:
    dynamodb_calls.clear()
    for user_id in (ada.sub, "0a0a0a0a-0000-4000-8000-00000000ffff", "nobody", "ME"):
        for answer in (
            api.get(f"/v1/users/{user_id}", grace),
            api.patch(f"/v1/users/{user_id}", grace, {"name": "x"}),
            api.delete(f"/v1/users/{user_id}", grace),
            api.get(f"/v1/users/{user_id}/tasks", grace),
            api.post(f"/v1/users/{user_id}/tasks", grace, {"title": "x"}),
        ):
            assert (answer.status, answer.problem) == (403, "forbidden")
    assert api.get("/v1/users", grace).problem == "forbidden"
    assert dynamodb_calls == []
