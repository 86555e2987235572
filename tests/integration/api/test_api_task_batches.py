"""Several tasks changed by one request: all of it happens, or nothing."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.integration.api.http_api import Answer, HttpApi, Token
from tests.integration.shared.repository.other_writers import Answer as Script
from tests.integration.shared.repository.other_writers import Meanwhile, cancelled

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

MISSING: Final = "0190a0a0-0000-7000-8000-000000000000"
NEW: Final = {"op": "create", "task": {"title": "New", "status": "completed"}}

type Operation = dict[str, Any]
type Task = dict[str, Any]


def batch(
    api: HttpApi, token: Token, *operations: object, key: str | None = None, target: str = "/v1/tasks/batch"
) -> Answer:
    headers = {"Idempotency-Key": key} if key else {}
    return api.request("POST", target, token, json_body={"operations": operations}, headers=headers)


def update(task_id: str, **changes: object) -> Operation:
    return {"op": "update", "id": task_id, "task": changes}


def delete(task_id: str) -> Operation:
    return {"op": "delete", "id": task_id}


@pytest.fixture
def tasks(api: HttpApi, ada: Token) -> list[str]:
    """The ids of three tasks at version 1."""
    return [api.post("/v1/tasks", ada, {"title": f"{number}"}).json["id"] for number in range(3)]


@pytest.fixture
def listed(api: HttpApi, ada: Token) -> Callable[[], list[Task]]:
    return lambda: api.get("/v1/tasks", ada).json["items"]


def test_each_operation_does_what_it_does_alone(
    api: HttpApi, ada: Token, tasks: list[str], listed: Callable[[], list[Task]]
) -> None:
    first, second, third = tasks
    answer = batch(
        api,
        ada,
        update(first, status="completed", category="done"),
        NEW,
        delete(second),
        {**update(third, title="Third"), "if_match": '"1"'},
    )
    assert answer.status == 200
    new = answer.json["results"][1]["id"]
    assert answer.json["results"] == [
        {"id": first, "etag": '"2"'},
        {"id": new, "etag": '"1"'},
        {"id": second, "etag": None},
        {"id": third, "etag": '"2"'},
    ]
    done, changed, created = listed()
    assert (done["id"], done["status"], done["category"], done["version"]) == (first, "completed", "done", 2)
    assert done["completed_at"] == done["updated_at"] == changed["updated_at"] > done["created_at"]
    assert (changed["id"], changed["title"], changed["version"]) == (third, "Third", 2)
    assert (created["id"], created["completed_at"]) == (new, created["created_at"])
    by_status = api.get("/v1/tasks?status=completed", ada).json["items"]
    assert [task["id"] for task in by_status] == [first, new]
    again = batch(api, ada, delete(second), update(third)).json["results"]
    assert again == [{"id": second, "etag": None}, {"id": third, "etag": '"2"'}]


def test_twenty_five_are_taken_and_leave_no_tombstone(
    api: HttpApi, ada: Token, dynamodb: "DynamoDBClient", table_name: str
) -> None:
    created = batch(api, ada, *[NEW] * 25)
    ids = [result["id"] for result in created.json["results"]]
    assert (created.status, len(set(ids))) == (200, 25)
    assert batch(api, ada, *map(delete, ids), key="all").status == 200
    kinds = [item["entity"].get("S") for item in dynamodb.scan(TableName=table_name)["Items"]]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "user": 1,
        "email": 1,
        "deletion": 25,
        "idempotency": 1,
    }


@pytest.mark.parametrize(
    ("refused", "status", "problem", "place"),
    [
        (update(MISSING, title="x"), 404, "task-not-found", "id"),
        (update(MISSING), 404, "task-not-found", "id"),
        (delete(MISSING), 404, "task-not-found", "id"),
        ({"if_match": '"2"', "op": "delete"}, 412, "version-mismatch", "if_match"),
        ({"if_match": '"1.1"', "op": "update", "task": {}}, 412, "version-mismatch", "if_match"),
    ],
)
def test_one_refused_operation_is_named_and_nothing_is_written(
    *,
    api: HttpApi,
    ada: Token,
    tasks: list[str],
    listed: Callable[[], list[Task]],
    refused: Operation,
    status: int,
    problem: str,
    place: str,
) -> None:
    before = listed()
    key = "refused"
    operations = [NEW, delete(tasks[0]), {"id": tasks[1], **refused}]
    answer = batch(api, ada, *operations, key=key)
    assert (answer.status, answer.problem) == (status, problem)
    (error,) = answer.json["errors"]
    assert error["pointer"] == f"#/operations/2/{place}"
    assert answer.json["detail"] == f"Operation 2 is refused, and nothing is written: {error['detail']}"
    assert listed() == before
    assert batch(api, ada, *operations[:2], key=key).status == 200


@pytest.mark.parametrize(
    ("operations", "pointer"),
    [
        ([], "#/operations"),
        ([NEW] * 26, "#/operations"),
        ("all", "#/operations"),
        ([NEW, 1], "#/operations/1"),
        ([{"op": "upsert", "task": {"title": "x"}}], "#/operations/0"),
        ([NEW, {"op": "create", "task": {"title": ""}}], "#/operations/1/task/title"),
        ([NEW, {"op": "create", "task": {"title": "x", "update": 1}}], "#/operations/1/task/update"),
        ([{**NEW, "create": 1}], "#/operations/0/create"),
        ([{**NEW, "id": MISSING}], "#/operations/0/id"),
        ([update(MISSING, title=None)], "#/operations/0/task/title"),
        ([{"op": "update", "id": MISSING}], "#/operations/0/task"),
        ([delete("me")], "#/operations/0/id"),
        ([delete(MISSING.upper())], "#/operations/0/id"),
        ([{**delete(MISSING), "if_match": "3"}], "#/operations/0/if_match"),
        ([{**delete(MISSING), "if_match": "*"}], "#/operations/0/if_match"),
        ([delete(MISSING), NEW, update(MISSING, title="x")], "#/operations/2/id"),
    ],
)
def test_what_is_no_batch_is_pointed_at_without_a_lookup(
    api: HttpApi, ada: Token, dynamodb_calls: list[str], operations: object, pointer: str
) -> None:
    dynamodb_calls.clear()
    answer = api.post("/v1/tasks/batch", ada, {"operations": operations})
    assert (answer.status, answer.problem) == (422, "validation-failed")
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]
    assert len(answer.content) < 1000
    assert dynamodb_calls == []


def test_a_batch_that_is_too_long_is_refused_whole(api: HttpApi, ada: Token) -> None:
    longest = {"op": "create", "task": {"title": "x", "description": "\N{DUCK}" * 4000}}
    assert batch(api, ada, longest).status == 200
    assert batch(api, ada, *[longest] * 9).problem == "body-too-large"


def test_a_repetition_gets_the_first_answer_whatever_has_become_of_the_tasks(
    api: HttpApi, ada: Token, admin: Token, tasks: list[str], listed: Callable[[], list[Task]]
) -> None:
    operations = [NEW, update(tasks[0], title="x"), delete(tasks[1])]
    first = batch(api, ada, *operations, key="key")
    api.delete(f"/v1/tasks/{tasks[0]}", ada)
    after = listed()
    for token, target in ((ada, "/v1/tasks/batch"), (admin, f"/v1/users/{ada.sub}/tasks/batch")):
        again = batch(api, token, *operations, key='"key"', target=target)
        assert (again.status, again.text) == (200, first.text)
        assert "Idempotency-Replayed" not in first.headers
        assert again.headers["Idempotency-Replayed"] == "true"
    assert batch(api, ada, *operations[:2], key="key").problem == "idempotency-key-reused"
    single = api.request(
        "POST", "/v1/tasks", ada, json_body={"title": "New"}, headers={"Idempotency-Key": "key"}
    )
    assert single.problem == "idempotency-key-reused"
    assert listed() == after


def test_a_task_that_changes_meanwhile_is_read_again(
    api: HttpApi, ada: Token, new_api: Callable[[], HttpApi], tasks: list[str], meanwhile: Meanwhile
) -> None:
    other, path = new_api(), f"/v1/tasks/{tasks[0]}"
    meanwhile("TransactWriteItems", lambda: other.patch(path, ada, {"category": "theirs"}))
    answer = batch(api, ada, update(tasks[0], title="Ours"), NEW)
    assert answer.json["results"][0]["etag"] == '"3"'
    task = api.get(path, ada).json
    assert (task["title"], task["category"]) == ("Ours", "theirs")

    meanwhile("TransactWriteItems", lambda: other.patch(path, ada, {"category": "again"}))
    late = batch(api, ada, {**update(tasks[0], title="Late"), "if_match": '"3"'}, NEW)
    assert late.problem == "version-mismatch"


@pytest.mark.parametrize("operation", ["TransactGetItems", "TransactWriteItems"])
@pytest.mark.parametrize(("conflicts", "status"), [(2, 200), (5, 409)])
def test_conflicts_are_tried_again(
    *,
    api: HttpApi,
    ada: Token,
    tasks: list[str],
    answer: Script,
    listed: Callable[[], list[Task]],
    operation: str,
    conflicts: int,
    status: int,
) -> None:
    before = listed()
    answer(operation, [cancelled("TransactionConflict", "None")] * conflicts)
    answered = batch(api, ada, update(tasks[0], title="x"), NEW)
    assert answered.status == status
    if status == 409:
        assert answered.problem == "write-conflict"
        assert listed() == before


def test_the_profile_is_what_a_create_asks_for(
    api: HttpApi, ada: Token, admin: Token, erase: Callable[[Token], None], tasks: list[str]
) -> None:
    stranger = Token("0a0a0a0a-0000-4000-8000-000000000009", "eve@example.com")
    assert batch(api, stranger, NEW).problem == "profile-required"
    path = f"/v1/users/{stranger.sub}/tasks/batch"
    assert batch(api, admin, NEW, target=path).problem == "user-not-found"
    assert batch(api, stranger, delete(tasks[0])).problem == "task-not-found"
    erase(ada)
    for operation in (NEW, delete(tasks[0])):
        assert batch(api, ada, operation).problem == "user-erased"
