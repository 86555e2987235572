"""Queries of Athena, which the parent answers."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from http.client import HTTPConnection
from typing import Any

_QUERY_ACTIONS = {
    f"AmazonAthena.{action}"
    for action in (
        "BatchGetQueryExecution",
        "GetQueryExecution",
        "GetQueryResults",
        "ListQueryExecutions",
        "StartQueryExecution",
        "StopQueryExecution",
    )
}


def hand_on_queries(handlers: dict[str, Callable[..., Awaitable[object]]], address: str, secret: str) -> None:
    """Let the parent answer what is about queries: ministack's own engine knows no view and invents rows."""
    athena = handlers["athena"]
    workgroups: dict[str, str] = {}
    check_queries_by_workgroup(workgroups)

    def ask_parent(action: str, body: bytes, caller: str) -> tuple[int, dict[str, str], bytes]:
        connection = HTTPConnection(address)
        try:
            headers = {"X-Secret": secret, "X-Action": action, "X-Caller": caller}
            headers["Content-Type"] = "application/json"
            connection.request("POST", "/", body or b"{}", headers)
            answer = connection.getresponse()
            return answer.status, {"Content-Type": "application/x-amz-json-1.1"}, answer.read()
        finally:
            connection.close()

    async def handle(
        method: str, path: str, headers: dict[str, str], body: bytes, query_params: dict[str, object]
    ) -> object:
        target = headers.get("x-amz-target", "")
        if target in _QUERY_ACTIONS:
            caller = caller_of(headers, query_params)
            answer = await asyncio.to_thread(ask_parent, target.partition(".")[2], body, caller)
            if started := json.loads(answer[2]).get("QueryExecutionId"):
                workgroups[started] = json.loads(body).get("WorkGroup", "primary")
            return answer
        return await athena(method, path, headers, body, query_params)

    handlers["athena"] = handle


def caller_of(headers: Mapping[str, str], query_params: Mapping[str, object]) -> str:
    """Return the ARN of whose key a request is signed with."""
    from ministack.core import iam_evaluator, router  # noqa: PLC0415 - the importer says when # pyright: ignore[reportMissingTypeStubs]

    iam: Any = iam_evaluator
    requests: Any = router
    caller: Any = iam.resolve_caller_identity(requests.extract_access_key_id(headers, query_params))
    return caller["userArn"] if caller else ""


def check_queries_by_workgroup(workgroups: Mapping[str, str]) -> None:
    """Let who may use a workgroup ask for its queries: ministack finds no resource in a request with a query's id alone.

    Args:
        workgroups: Of the queries that were started, by their ids.
    """
    from ministack.core import iam_actions  # noqa: PLC0415 - the importer says when # pyright: ignore[reportMissingTypeStubs]

    resource_of = getattr(iam_actions, name := "extract_resource_arn")

    def resource(service: str, method: str, path: str, headers: object, body: bytes, *rest: Any) -> str:  # noqa: ANN401 - ministack's
        if service == "athena" and body:
            workgroup = workgroups.get(json.loads(body).get("QueryExecutionId", ""))
            body = json.dumps({"WorkGroup": workgroup}).encode() if workgroup else body
        return resource_of(service, method, path, headers, body, *rest)

    setattr(iam_actions, name, resource)
