"""DynamoDB does what it is asked for, its answer is lost, and the SDK asks again."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.api.http_api import HttpApi, Token

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

type Lose = Callable[[str], None]

VERSION_1 = {"If-Match": '"1"'}


@pytest.fixture
def lose_next_answer(dynamodb: "DynamoDBClient") -> Iterator[Lose]:
    """Lose the answer to the next request of an operation."""
    events: list[str] = []
    seconds_until_the_retry = 0

    def retry_the_first(attempts: int, event_name: str, **_: object) -> int | None:
        return seconds_until_the_retry if event_name in events and attempts == 1 else None

    def lose(operation: str) -> None:
        events.append(f"needs-retry.dynamodb.{operation}")

    # Any: the stubs know no handler that answers botocore.
    handler: Any = retry_the_first
    dynamodb.meta.events.register("needs-retry.dynamodb", handler)
    yield lose
    dynamodb.meta.events.unregister("needs-retry.dynamodb", handler)


@pytest.fixture
def task(api: HttpApi, ada: Token) -> str:
    """The path of a task at version 1."""
    return api.post("/v1/tasks", ada, {"title": "One"}).location


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "key"}], ids=["plain", "keyed"])
@pytest.mark.parametrize("operation", [{"op": "update", "task": {"title": "Two"}}, {"op": "delete"}])
def test_a_batch_is_made_once(
    *,
    api: HttpApi,
    ada: Token,
    task: str,
    lose_next_answer: Lose,
    headers: dict[str, str],
    operation: dict[str, object],
) -> None:
    operations = [{"id": task.rpartition("/")[2], **operation}, {"op": "create", "task": {"title": "New"}}]
    lose_next_answer("TransactWriteItems")
    answer = api.request(
        "POST", "/v1/tasks/batch", ada, json_body={"operations": operations}, headers=headers
    )
    assert (answer.status, "Idempotency-Replayed" in answer.headers) == (200, False)
    left = {task["id"]: f'"{task["version"]}"' for task in api.get("/v1/tasks", ada).json["items"]}
    assert left == {each["id"]: each["etag"] for each in answer.json["results"] if each["etag"]}


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "key"}], ids=["plain", "keyed"])
def test_a_task_is_created_once(
    api: HttpApi, ada: Token, lose_next_answer: Lose, dynamodb_calls: list[str], headers: dict[str, str]
) -> None:
    dynamodb_calls.clear()
    lose_next_answer("TransactWriteItems")
    answer = api.request("POST", "/v1/tasks", ada, json_body={"title": "One"}, headers=headers)
    assert dynamodb_calls == ["TransactWriteItems"] * 2
    assert (answer.status, "Idempotency-Replayed" in answer.headers) == (201, False)
    assert api.get("/v1/tasks", ada).json["items"] == [answer.json]


def test_a_change_of_the_named_version_is_made_once(
    api: HttpApi, ada: Token, task: str, lose_next_answer: Lose, dynamodb_calls: list[str]
) -> None:
    dynamodb_calls.clear()
    lose_next_answer("UpdateItem")
    answer = api.patch(task, ada, {"title": "Two"}, VERSION_1)
    assert dynamodb_calls == ["UpdateItem"] * 2
    assert (answer.status, answer.json["title"], answer.headers["ETag"]) == (200, "Two", '"2"')
    assert api.patch(task, ada, {"title": "Three"}, VERSION_1).problem == "version-mismatch"


@pytest.mark.parametrize(
    ("operation", "change"),
    [("UpdateItem", {"name": "Countess"}), ("TransactWriteItems", {"email": "new@example.com"})],
)
def test_a_change_of_the_named_version_of_a_profile_is_made_once(
    api: HttpApi, ada: Token, lose_next_answer: Lose, operation: str, change: dict[str, str]
) -> None:
    lose_next_answer(operation)
    answer = api.patch("/v1/users/me", Token(ada.sub, "new@example.com"), change, VERSION_1)
    assert (answer.status, answer.headers["ETag"]) == (200, '"2"')
    assert answer.json.items() >= change.items()


def test_an_erasure_begins_once(api: HttpApi, ada: Token, lose_next_answer: Lose) -> None:
    lose_next_answer("UpdateItem")
    answer = api.delete("/v1/users/me", ada, VERSION_1)
    assert (answer.status, answer.json["status"], answer.headers["ETag"]) == (202, "erasing", '"2"')


@pytest.mark.parametrize("operation", ["UpdateItem", "BatchWriteItem"])
@pytest.mark.parametrize("condition", [{}, VERSION_1], ids=["any", "a version"])
def test_a_task_is_deleted_once(
    *, api: HttpApi, ada: Token, task: str, lose_next_answer: Lose, operation: str, condition: dict[str, str]
) -> None:
    lose_next_answer(operation)
    assert api.delete(task, ada, condition).status == 204
    assert api.get("/v1/tasks", ada).json["items"] == []


def test_what_is_there_already_says_that_the_first_request_arrived(
    api: HttpApi, ada: Token, lose_next_answer: Lose
) -> None:
    lose_next_answer("TransactWriteItems")
    eve = Token("0a0a0a0a-0000-4000-8000-000000000003", "eve@example.com")
    assert api.post("/v1/users", eve, {"name": "Eve"}).problem == "user-exists"
    assert api.get("/v1/users/me", eve).json["name"] == "Eve"
