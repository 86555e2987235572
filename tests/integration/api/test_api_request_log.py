import io
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.integration.api.http_api import HttpApi, Token

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

type LogLines = Callable[[], list[dict[str, Any]]]


def test_a_request_is_one_line(api: HttpApi, ada: Token, log_lines: LogLines) -> None:
    created = api.post("/v1/tasks", ada, {"title": "Secret plan"})
    api.get(created.location, ada)
    lines = log_lines()
    assert len(lines) == 3
    line = lines[-1]
    assert line.pop("timestamp").endswith("+0000")
    assert line.pop("service").startswith("tasks-")
    assert 0 < line.pop("duration_ms") == line.pop("Duration") < 10_000
    assert line.pop("_aws")
    assert line == {
        "level": "INFO",
        "message": "request",
        "method": "GET",
        "route": "/v1/tasks/{task_id}",
        "status": 200,
        "request_id": "request-3",
        "user_id": ada.sub,
        "cold_start": False,
    }


def test_a_line_is_metrics_of_its_route(api: HttpApi, ada: Token, log_lines: LogLines) -> None:
    before = time.time_ns() // 1_000_000
    api.get("/v1/tasks/0190a0a0-0000-7000-8000-000000000000", ada)
    line = log_lines()[-1]
    assert before <= line["_aws"].pop("Timestamp") <= time.time_ns() // 1_000_000
    assert line["_aws"] == {
        "CloudWatchMetrics": [
            {
                "Namespace": "Tasklake",
                "Dimensions": [["service", "method", "route"]],
                "Metrics": [
                    {"Name": "Duration", "Unit": "Milliseconds"},
                    {"Name": "4xx", "Unit": "Count"},
                ],
            }
        ]
    }
    assert (line["method"], line["route"], line["4xx"]) == ("GET", "/v1/tasks/{task_id}", 1)
    assert isinstance(line["Duration"], float)


def test_no_path_that_a_client_makes_up_becomes_a_metric(
    api: HttpApi, ada: Token, log_lines: LogLines
) -> None:
    api.get("/v1/nothing", ada)
    api.request("PUT", "/v1/tasks", ada)
    api.get("/v1/tasks/made-up?x=1", ada)
    assert [(line.get("route"), "_aws" in line) for line in log_lines()[1:]] == [
        (None, False),
        (None, False),
        ("/v1/tasks/{task_id}", True),
    ]


def test_the_id_of_the_request_is_in_answer_item_and_log(
    api: HttpApi, ada: Token, log_lines: LogLines, dynamodb: "DynamoDBClient", table_name: str
) -> None:
    answer = api.post("/v1/tasks", ada, {"title": "Traced"})
    items = dynamodb.scan(TableName=table_name)["Items"]
    (task,) = [item for item in items if item["entity"] == {"S": "task"}]
    assert answer.headers["x-request-id"] == log_lines()[-1]["request_id"] == "request-2"
    assert task["request_id"] == {"S": "request-2"}


def test_the_first_request_is_the_cold_one(api: HttpApi, log_lines: LogLines) -> None:
    for _ in range(3):
        api.request("GET", "/health")
    assert [line["cold_start"] for line in log_lines()] == [True, False, False]
    assert not any("user_id" in line for line in log_lines())


def test_a_refused_request_is_one_line_without_a_stack(
    new_api: Callable[..., HttpApi], ada: Token, log_lines: LogLines
) -> None:
    api = new_api(per_second=1, burst=10)
    task = api.request("POST", "/v1/tasks", ada, json_body={"title": "x"}, headers={"Idempotency-Key": "k"})
    api.get("/v1/tasks/unknown", ada)
    api.request("PUT", "/v1/tasks", ada)
    api.request("GET", "/v1/tasks")
    api.get("/nowhere/ada@example.com", ada)
    api.post("/v1/tasks", ada, {"title": 7})
    api.request("POST", "/v1/tasks", ada, json_body={"title": "y"}, headers={"Idempotency-Key": "k"})
    api.patch(task.location, ada, {"title": "y"}, {"If-Match": '"7"'})
    api.post("/v1/users", ada, {"name": "Ada"})
    while api.get("/v1/users", ada).status != 429:
        pass
    refused = [line for line in log_lines() if line["status"] >= 400 and line["problem"] != "forbidden"]
    assert [(line.get("route"), line["status"], line["problem"]) for line in refused] == [
        ("/v1/tasks/{task_id}", 404, "task-not-found"),
        (None, 405, "method-not-allowed"),
        ("/v1/tasks", 401, "unauthenticated"),
        (None, 404, "route-not-found"),
        ("/v1/tasks", 422, "validation-failed"),
        ("/v1/tasks", 422, "idempotency-key-reused"),
        ("/v1/tasks/{task_id}", 412, "version-mismatch"),
        ("/v1/users", 409, "user-exists"),
        ("/v1/users", 429, "rate-limited"),
    ]
    assert {line["level"] for line in refused} == {"INFO"}
    assert not any("exception" in line or "stack_trace" in line for line in log_lines())


def test_a_failure_is_one_line_with_its_stack_and_an_answer_without_it(
    api: HttpApi, ada: Token, log_lines: LogLines, dynamodb: "DynamoDBClient", table_name: str
) -> None:
    dynamodb.delete_table(TableName=table_name)
    answer = api.get("/v1/users/me", ada)
    assert (answer.status, answer.problem) == (500, "internal-error")
    assert answer.json == {
        "type": "urn:tasklake:problem:internal-error",
        "title": "Something failed on our side",
        "status": 500,
        "detail": "It is logged under the request id that instance names.",
        "instance": "request-2",
    }
    line = log_lines()[-1]
    assert (len(log_lines()), line["level"], line["problem"]) == (2, "ERROR", "internal-error")
    assert line["exception_name"] == "ResourceNotFoundException"
    assert "dynamodb_users.py" in line["exception"]


def test_no_personal_data_is_logged(api: HttpApi, ada: Token, admin: Token, log_stream: io.StringIO) -> None:
    api.post("/v1/tasks", ada, {"title": "Secret plan", "description": "hidden", "category": "private"})
    api.post("/v1/tasks", ada, {"title": 7, "Secret plan": "hidden"})
    api.get("/v1/users?email=ada@example.com&x=hidden", admin)
    api.get("/v1/users?email=ada@example.com", admin)
    api.get("/v1/tasks?category=private", ada)
    api.post("/v1/users", ada, {"name": "Ada"})
    api.patch("/v1/users/me", ada, {"email": "hidden@example.com"})
    logged = log_stream.getvalue()
    assert len(logged.splitlines()) == 8
    for personal in ("example.com", "Ada", "Secret", "hidden", "private"):
        assert personal not in logged
