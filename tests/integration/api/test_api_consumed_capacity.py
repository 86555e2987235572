"""The units in the log line, as an emulator reckons them that follows DynamoDB's rules for items and indexes."""

import io
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from aws_lambda_powertools import Logger

from local_aws.sessions import EmulatorSession
from tasklake import keys
from tasklake.repository.dynamodb_tasks import DynamoDBTaskRepository
from tasklake.repository.dynamodb_users import DynamoDBUserRepository
from tasklake_api.consumed_capacity import ConsumedCapacity
from tasklake_api.request_log import RequestLog
from tasklake_operations.cost.units import DELTA_SYNC, UNITS
from tests.integration.api.application import api_over
from tests.integration.api.http_api import Answer, HttpApi, Token
from tests.integration.tasks_table import INDEXES, create_tasks_table

type Call = Callable[[HttpApi, Token, str], Answer]

KEYED = {"Idempotency-Key": "key"}


@pytest.fixture
def has_delta_sync() -> bool:
    return False


@pytest.fixture
def api(session: EmulatorSession, log_stream: io.StringIO, *, has_delta_sync: bool) -> HttpApi:
    client = session.client("dynamodb")
    table_name = f"tasks-{uuid.uuid4()}"
    create_tasks_table(client, table_name, indexes=INDEXES if has_delta_sync else keys.INDEXES)
    capacity = ConsumedCapacity()
    capacity.measure(client)
    return api_over(
        DynamoDBUserRepository(client, table_name),
        DynamoDBTaskRepository(client, table_name),
        RequestLog(Logger(service=table_name, stream=log_stream, utc=True), capacity=capacity),
        has_delta_sync=has_delta_sync,
    )


CALLS: list[tuple[str, Call, float, float]] = [
    ("create", lambda api, ada, _: api.post("/v1/tasks", ada, {"title": "x"}), 0, 6),
    ("create with a key", lambda api, ada, _: api.request("POST", "/v1/tasks", ada, json_body={"title": "x"}, headers=KEYED), 0, 8),
    ("create a long one", lambda api, ada, _: api.post("/v1/tasks", ada, {"title": "x", "description": "x" * 3000}), 0, 18),
    ("get", lambda api, ada, task: api.get(task, ada), 1, 0),
    ("patch", lambda api, ada, task: api.patch(task, ada, {"title": "y"}), 0, 3),
    ("patch an index key", lambda api, ada, task: api.patch(task, ada, {"status": "completed"}), 0, 4),
    ("patch one of two versions", lambda api, ada, task: api.patch(task, ada, {"title": "y"}, {"If-Match": '"1", "2"'}), 1, 3),
    ("delete", lambda api, ada, task: api.delete(task, ada), 0, 5),
    ("delete again", lambda api, ada, task: [api.delete(task, ada) for _ in range(2)][-1], 1, 0),
    ("batch", lambda api, ada, task: api.post("/v1/tasks/batch", ada, {"operations": [{"op": "create", "task": {"title": "x"}}, {"op": "delete", "id": task.rpartition("/")[2]}]}), 2, 12),
    ("list", lambda api, ada, _: api.get("/v1/tasks", ada), 1, 0),
    ("list by due date", lambda api, ada, _: api.get("/v1/tasks?sort=due", ada), 0.5, 0),
    ("create a user", lambda api, _, __: api.post("/v1/users", Token("x", "x@example.com"), {"name": "x"}), 0, 7),
    ("find a user", lambda api, _, __: api.get("/v1/users?email=ada@example.com", Token("x", groups=("admins",))), 2, 0),
    ("erase a user", lambda api, ada, _: api.delete("/v1/users/me", ada), 0, 3),
    ("health", lambda api, _, __: api.request("GET", "/health"), 0, 0),
]  # fmt: skip


@pytest.mark.parametrize(("call", "reads", "writes"), [pytest.param(*row[1:], id=row[0]) for row in CALLS])
def test_the_units_of_a_request_are_logged_with_it(
    *,
    api: HttpApi,
    ada: Token,
    log_lines: Callable[[], list[dict[str, Any]]],
    call: Call,
    reads: float,
    writes: float,
) -> None:
    task = api.post("/v1/tasks", ada, {"title": "x"}).location
    assert call(api, ada, task).status < 300
    line = log_lines()[-1]
    assert (line["consumed_read_units"], line["consumed_write_units"]) == (reads, writes)


@pytest.mark.parametrize("has_delta_sync", [True])
@pytest.mark.parametrize(
    ("operation", "more"),
    [
        *DELTA_SYNC.items(),
        ("create with a key", DELTA_SYNC["create"]),
        ("patch an index key", DELTA_SYNC["patch"]),
        ("list", 0),
    ],
)
def test_an_index_by_the_last_change_costs_every_write(
    api: HttpApi, ada: Token, log_lines: Callable[[], list[dict[str, Any]]], operation: str, more: int
) -> None:
    ((call, _, writes),) = (row[1:] for row in CALLS if row[0] == operation)
    task = api.post("/v1/tasks", ada, {"title": "x"}).location
    assert call(api, ada, task).status < 300
    assert log_lines()[-1]["consumed_write_units"] == writes + more


def test_the_bill_is_reckoned_with_these_units() -> None:
    assert {name: (reads, writes) for name, _, reads, writes in CALLS if name in UNITS} == UNITS
