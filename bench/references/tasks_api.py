"""The tasks of the API as most would build them: FastAPI behind Mangum, routes on the event loop, no response models."""
# The packages are those of requirements.in, which the project itself does not have.
# pyright: basic, reportMissingImports=false
# ruff: noqa: INP001  # imported by its name alone

from typing import Annotated, Any

import task_table as table
from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import JSONResponse
from mangum import Mangum
from task_table import TaskCreate, TaskPatch

app = FastAPI()


def user_id(request: Request) -> str:
    return request.scope["aws.event"]["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]


def tagged(task: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(task, status, {"ETag": f'"{task["version"]}"', **(headers or {})})


@app.exception_handler(table.RefusedError)
async def refuse(_: Request, refused: table.RefusedError) -> Response:
    return JSONResponse({}, refused.status)


@app.post("/v1/tasks")
async def create(body: TaskCreate, request: Request) -> JSONResponse:
    task = table.create(user_id(request), body)
    return tagged(task, 201, {"Location": f"/v1/tasks/{task['id']}"})


@app.get("/v1/tasks")
async def list_tasks(
    request: Request, limit: Annotated[int, Query(ge=1, le=100)] = 25, cursor: str | None = None
) -> JSONResponse:
    return JSONResponse(table.page(user_id(request), limit, cursor))


@app.get("/v1/tasks/{task_id}")
async def get(task_id: str, request: Request) -> JSONResponse:
    return tagged(table.get(user_id(request), task_id))


@app.patch("/v1/tasks/{task_id}")
async def update(task_id: str, body: TaskPatch, request: Request) -> JSONResponse:
    return tagged(table.update(user_id(request), task_id, body, request.headers.get("if-match")))


@app.delete("/v1/tasks/{task_id}")
async def delete(task_id: str, request: Request) -> Response:
    table.delete(user_id(request), task_id, in_one_call="x-one-call" in request.headers)
    return Response(status_code=204)


handler = Mangum(app, lifespan="off")
