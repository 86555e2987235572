"""The routes of the gateway: what the function answers, and whether a token is asked for first."""

from typing import Final


def with_head(*routes: str) -> tuple[str, ...]:
    """Return the routes, and HEAD wherever GET is."""
    return (*routes, *(route.replace("GET ", "HEAD ", 1) for route in routes if route.startswith("GET ")))


SIGNED_IN_ROUTES: Final = with_head(
    "POST /v1/users",
    "GET /v1/users",
    "GET /v1/users/{user_id}",
    "PATCH /v1/users/{user_id}",
    "DELETE /v1/users/{user_id}",
    "GET /v1/users/{user_id}/export",
    "POST /v1/users/{user_id}/tasks",
    "POST /v1/users/{user_id}/tasks/batch",
    "GET /v1/users/{user_id}/tasks",
    "GET /v1/users/{user_id}/tasks/changes",
    "GET /v1/users/{user_id}/tasks/{task_id}",
    "PATCH /v1/users/{user_id}/tasks/{task_id}",
    "DELETE /v1/users/{user_id}/tasks/{task_id}",
    "POST /v1/tasks",
    "POST /v1/tasks/batch",
    "GET /v1/tasks",
    "GET /v1/tasks/changes",
    "GET /v1/tasks/{task_id}",
    "PATCH /v1/tasks/{task_id}",
    "DELETE /v1/tasks/{task_id}",
)
PUBLIC_ROUTES: Final = with_head(
    "GET /health", "GET /openapi.json", "GET /docs", "GET /docs/", "GET /docs/{file}"
)

UNROUTED: Final = ("$default", "OPTIONS /{proxy+}")
"""What no other route takes, which the function refuses without a look at the table, and what browsers ask first.

The latter would come to `$default` too (API Gateway Developer Guide, "Configure CORS for HTTP APIs"), and share its limit.
"""
