"""A user with many tasks asks to be erased, while their clients go on creating tasks."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import batched
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tasklake.items import item_from_task
from tasklake_devkit.local_system import LocalSystem
from tasklake_operations.athena import AthenaWorkgroup
from tests.e2e.system.client import Client
from tests.integration.user_erasure.erasing_system import new_task

if TYPE_CHECKING:
    from types_boto3_dynamodb.type_defs import WriteRequestUnionTypeDef

TASKS = 100
WRITERS = 2


def new_client(system: LocalSystem, email: str) -> Client:
    token = system.accounts.id_token(email)
    status, user = Client(system.outputs.api_url, token).send("POST", "/v1/users", {"name": "Ada"})
    assert status == 201, user
    return Client(system.outputs.api_url, token, user["id"])


def put_tasks(system: LocalSystem, user_id: str, count: int) -> None:
    dynamodb, table = system.session.client("dynamodb"), system.outputs.table_name
    for numbers in batched(range(count), 25, strict=False):
        requests: list[WriteRequestUnionTypeDef] = [
            {"PutRequest": {"Item": item_from_task(new_task(user_id))}} for _ in numbers
        ]
        dynamodb.batch_write_item(RequestItems={table: requests})


def create_until_erased(client: Client, statuses: list[int]) -> None:
    """Try to create tasks until the answer is 410; append the status of each attempt."""
    deadline = time.monotonic() + 60
    while 410 not in statuses:
        assert time.monotonic() < deadline
        status, _ = client.send(
            "POST", "/v1/tasks", {"title": "One more"}, {"idempotency-key": f'"{uuid4()}"'}
        )
        statuses.append(status)
        time.sleep(0.02)


def test_nothing_is_left_of_a_user_and_nothing_new_gets_in(
    system: LocalSystem, lake: AthenaWorkgroup, eventually: Callable[..., None]
) -> None:
    email = f"{uuid4()}@example.com"
    ada = new_client(system, email)
    put_tasks(system, ada.user_id, TASKS)

    with ThreadPoolExecutor(WRITERS) as pool:
        statuses: list[int] = []
        writers = [pool.submit(create_until_erased, ada, statuses) for _ in range(WRITERS)]
        eventually(lambda: statuses.count(201) >= 10, expected=True)
        status, user = ada.send("DELETE", "/v1/users/me")
        assert (status, user["status"]) == (202, "erasing")
        for writer in writers:
            writer.result()

    assert set(statuses) <= {201, 409, 410}
    created = statuses.count(201)
    assert_gone(system, ada, email)

    again = new_client(system, email)
    assert again.user_id != ada.user_id
    assert again.send("GET", "/v1/tasks") == (200, {"items": [], "next_cursor": None})

    events = f"""
        SELECT op, count(DISTINCT task_id) AS n FROM task_events
        WHERE user_id = '{ada.user_id}' GROUP BY op ORDER BY op
    """
    both = [{"op": "delete", "n": TASKS + created}, {"op": "insert", "n": TASKS + created}]
    eventually(lambda: lake.query(events).to_pylist(), both)
    for view in ("tasks", "users"):
        left = f"SELECT count(*) AS n FROM {view} WHERE user_id = '{ada.user_id}'"
        eventually(lambda left=left: lake.query(left).to_pylist(), [{"n": 0}])
    profile = f"SELECT DISTINCT version, op, status FROM user_events WHERE user_id = '{ada.user_id}'"
    assert sorted(tuple(row.values()) for row in lake.query(profile).to_pylist()) == [
        (1, "insert", "active"),
        (2, "update", "erasing"),
        (3, "delete", "erasing"),
    ]


def assert_gone(system: LocalSystem, erased: Client, email: str) -> None:
    dynamodb, cognito = system.session.client("dynamodb"), system.session.client("cognito-idp")
    table, user_pool_id = system.outputs.table_name, system.outputs.user_pool_id
    partition = dynamodb.query(
        TableName=table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"USER#{erased.user_id}"}},
    )["Items"]
    assert [item["sk"] for item in partition] == [{"S": "ERASED"}]
    claim = dynamodb.get_item(TableName=table, Key={"pk": {"S": f"EMAIL#{email}"}, "sk": {"S": "EMAIL"}})
    assert "Item" not in claim
    with pytest.raises(cognito.exceptions.UserNotFoundException):
        cognito.admin_get_user(UserPoolId=user_pool_id, Username=erased.user_id)
    for method, path, body in (
        ("POST", "/v1/users", {"name": "Ada"}),
        ("GET", "/v1/users/me", None),
        ("DELETE", "/v1/users/me", None),
    ):
        status, problem = erased.send(method, path, body)
        assert (status, problem["type"]) == (410, "urn:tasklake:problem:user-erased")
