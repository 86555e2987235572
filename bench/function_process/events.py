"""The requests that are measured, as API Gateway hands them to a function (HTTP API, payload format 2.0)."""
# ruff: noqa: INP001  # run beside the functions, which have no package of ours

import json
from collections.abc import Mapping
from typing import Any

USER_ID = "0a0a0a0a-0000-4000-8000-000000000001"
TASK_ID = "01932c07-8f3a-7000-8000-000000000001"

ONE_CALL = "delete, the reference by one call"
TASK = f"/v1/tasks/{TASK_ID}"
CREATED = {"title": "Order the parts", "description": "All that the list of March names.", "priority": "high"}
REQUESTS: dict[str, tuple[str, str, object]] = {
    "get": ("GET", TASK, None),
    "create": ("POST", "/v1/tasks", CREATED),
    "list of 25": ("GET", "/v1/tasks", None),
    "patch": ("PATCH", TASK, {"status": "in_progress"}),
    "delete": ("DELETE", TASK, None),
    ONE_CALL: ("DELETE", TASK, None),
}


def event(name: str, number: int) -> dict[str, Any]:
    method, path, body = REQUESTS[name]
    text = None if body is None else json.dumps(body)
    headers: Mapping[str, str] = {
        "accept": "*/*",
        "accept-encoding": "gzip, deflate, br",
        "authorization": f"Bearer {'x' * 900}",
        "content-length": str(len(text or "")),
        "host": "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
        "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
        "x-amzn-trace-id": "Root=1-674f4f4f-0123456789abcdef01234567",
        "x-forwarded-for": "203.0.113.7",
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
    } | ({"content-type": "application/json"} if text else {})
    if name == ONE_CALL:
        headers = {**headers, "x-one-call": "yes"}
    made: dict[str, Any] = {
        "version": "2.0",
        "routeKey": f"{method} {path.replace(TASK_ID, '{task_id}')}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": headers,
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "a1b2c3d4e5",
            "authorizer": {
                "jwt": {
                    "claims": {
                        "sub": USER_ID,
                        "token_use": "id",
                        "email": "ada@example.com",
                        "email_verified": "true",
                        "iat": "1794996400",
                        "exp": "1795000000",
                    },
                    "scopes": None,
                }
            },
            "domainName": "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.7",
                "userAgent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
            },
            "requestId": f"request-{number}",
            "stage": "$default",
            "time": "01/Mar/2026:12:00:00 +0000",
            "timeEpoch": 1_772_366_400_000,
        },
        "isBase64Encoded": False,
    }
    if text is not None:
        made["body"] = text
    return made
