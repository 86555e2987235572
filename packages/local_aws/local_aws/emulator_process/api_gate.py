"""The gate before the program's APIs."""

import asyncio
from collections.abc import Awaitable, Callable, Container, MutableMapping
from typing import Any, Final, cast
from urllib.parse import quote

type Scope = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
type Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
type Application = Callable[[Scope, Receive, Send], Awaitable[None]]

CLOSE_PATH: Final = "/_local_aws/close-apis"


class ApiGate:
    """Stands before ministack, and lets requests to a program's API through until it is closed.

    A POST to `CLOSE_PATH` closes it for good, and is answered when no such request is under way any more.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self._is_closed = False
        self._under_way = 0
        self._is_idle = asyncio.Event()
        self._is_idle.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, as ASGI has it."""
        if scope["type"] == "http" and scope["path"] == CLOSE_PATH:
            self._is_closed = True
            await self._is_idle.wait()
            await answer(send, 204, b"")
        elif not is_for_an_api(scope):
            await self._application(scope, receive, send)
        elif self._is_closed:
            await answer(send, 503, b'{"message":"Service Unavailable"}')
        else:
            await self._let_through(with_last_slash(scope), receive, send)

    async def _let_through(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._under_way += 1
        self._is_idle.clear()
        try:
            await self._application(scope, receive, send)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._is_idle.set()


def is_for_an_api(scope: Scope) -> bool:
    """Tell whether a request is one of those that ministack's API Gateway hands to a program."""
    if scope["type"] != "http":
        return False
    host = next((value for name, value in scope["headers"] if name == b"host"), b"")
    path: str = scope["path"]
    return path.startswith("/_aws/execute-api/") or "/_user_request_" in path or b".execute-api." in host


def with_last_slash(scope: Scope) -> Scope:
    """Name the stage of a path like `/docs/`, of which ministack makes `/docs` while it looks for a stage in it."""
    match scope["path"].split("/"):
        case ["", "_aws", "execute-api", api_id, segment, ""] if segment and not is_stage(api_id, segment):
            path = f"/_aws/execute-api/{api_id}/$default/{segment}/"
            return {**scope, "path": path, "raw_path": quote(path).encode()}
        case _:
            return scope


def is_stage(api_id: str, name: str) -> bool:
    from ministack.services import apigateway  # noqa: PLC0415 - the importer says when # pyright: ignore[reportMissingTypeStubs]

    return name in cast("Container[str]", apigateway.stages_for_api(api_id))  # pyright: ignore[reportUnknownMemberType]


async def answer(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
