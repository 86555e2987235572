"""The tasks of the API as Powertools' pages show it: the resolver validates what comes in, and answers are texts already."""
# The packages are those of requirements.in, which the project itself does not have.
# pyright: basic, reportMissingImports=false
# ruff: noqa: INP001  # imported by its name alone

import json
from typing import Annotated, Any

import task_table as table
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from task_table import TaskCreate, TaskPatch

app = APIGatewayHttpResolver(enable_validation=True)


def user_id() -> str:
    return app.current_event.request_context.authorizer.jwt_claim["sub"]


def answered(body: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Response[str]:
    return Response(status, "application/json", json.dumps(body), headers)


def tagged(task: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Response[str]:
    return answered(task, status, {"ETag": f'"{task["version"]}"', **(headers or {})})


@app.exception_handler(table.RefusedError)
def refuse(refused: table.RefusedError) -> Response[str]:
    return answered({}, refused.status)


@app.post("/v1/tasks")
def create(body: TaskCreate) -> Response[str]:
    task = table.create(user_id(), body)
    return tagged(task, 201, {"Location": f"/v1/tasks/{task['id']}"})


@app.get("/v1/tasks")
def list_tasks(limit: Annotated[int, Query(ge=1, le=100)] = 25, cursor: str | None = None) -> Response[str]:
    return answered(table.page(user_id(), limit, cursor))


@app.get("/v1/tasks/<task_id>")
def get(task_id: str) -> Response[str]:
    return tagged(table.get(user_id(), task_id))


@app.patch("/v1/tasks/<task_id>")
def update(task_id: str, body: TaskPatch) -> Response[str]:
    return tagged(table.update(user_id(), task_id, body, app.current_event.headers.get("if-match")))


@app.delete("/v1/tasks/<task_id>")
def delete(task_id: str) -> Response[str]:
    table.delete(user_id(), task_id, in_one_call="x-one-call" in app.current_event.headers)
    return Response(204, body="")


handler = app.resolve
