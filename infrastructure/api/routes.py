"""The routes of the gateway: what the function answers, and whether a token is asked for first."""

from typing import Final

SIGNED_IN_ROUTES: Final = (
    "POST /v1/users",
    "GET /v1/users",
    "GET /v1/users/{user_id}",
    "PATCH /v1/users/{user_id}",
    "DELETE /v1/users/{user_id}",
    "POST /v1/users/{user_id}/tasks",
    "GET /v1/users/{user_id}/tasks",
    "GET /v1/users/{user_id}/tasks/{task_id}",
    "PATCH /v1/users/{user_id}/tasks/{task_id}",
    "DELETE /v1/users/{user_id}/tasks/{task_id}",
    "POST /v1/tasks",
    "GET /v1/tasks",
    "GET /v1/tasks/{task_id}",
    "PATCH /v1/tasks/{task_id}",
    "DELETE /v1/tasks/{task_id}",
)
PUBLIC_ROUTES: Final = ("GET /health", "GET /openapi.json", "GET /docs", "GET /docs/{file}")
