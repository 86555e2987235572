from collections.abc import Callable

from tests.integration.api.http_api import HttpApi, Token


def test_a_user_is_limited_and_nobody_with_them(
    new_api: Callable[..., HttpApi], ada: Token, grace: Token, dynamodb_calls: list[str]
) -> None:
    api = new_api(per_second=1, burst=2)
    dynamodb_calls.clear()
    answers = [api.get("/v1/users/me", ada) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert (answers[2].problem, answers[2].headers["Retry-After"]) == ("rate-limited", "1")
    assert dynamodb_calls == ["GetItem", "GetItem"]
    assert api.get("/v1/users/me", grace).status == 200


def test_an_answer_of_any_kind_counts(new_api: Callable[..., HttpApi], ada: Token) -> None:
    api = new_api(per_second=1, burst=2)
    assert [api.get(f"/v1/{path}", ada).status for path in ("tasks/x", "users", "users/me")] == [
        404,
        403,
        429,
    ]


def test_routes_without_a_user_are_not_limited(new_api: Callable[..., HttpApi]) -> None:
    api = new_api(per_second=1, burst=1)
    assert [api.request("GET", "/health").status for _ in range(5)] == [200] * 5
    assert [api.request("GET", "/v1/tasks").status for _ in range(5)] == [401] * 5
