"""The gate before the program's APIs, with an application that answers when it is told to."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from local_aws.emulator_process import api_gate
from local_aws.emulator_process.api_gate import CLOSE_PATH, ApiGate, Send

API = "/_aws/execute-api/a1b2c3/v1/tasks"


class Requests:
    """Sends requests through a gate; each one waits in the application until it may be answered."""

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()
        self.gate = ApiGate(self.application)

    async def application(self, _scope: object, _receive: object, send: Send) -> None:
        await self.may_answer.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(self, path: str, *, host: bytes = b"127.0.0.1:4566") -> int:
        """Return the status of the answer."""
        sent: list[MutableMapping[str, Any]] = []

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request"}

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(message)

        await self.gate({"type": "http", "path": path, "headers": [(b"host", host)]}, receive, send)
        return sent[0]["status"]


async def until_it_waits() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_a_closed_gate_refuses_the_apis_and_nothing_else() -> None:
    async def run() -> list[int]:
        requests = Requests()
        requests.may_answer.set()
        return [
            await requests.send(API),
            await requests.send(CLOSE_PATH),
            await requests.send(API),
            await requests.send("/v1/tasks", host=b"a1b2c3.execute-api.localhost:4566"),
            await requests.send("/restapis/a1b2c3/v1/_user_request_/tasks"),
            await requests.send("/bucket/key"),
        ]

    assert asyncio.run(run()) == [200, 204, 503, 503, 503, 200]


def test_it_is_closed_when_what_is_under_way_is_answered() -> None:
    async def run() -> list[object]:
        requests = Requests()
        under_way = [asyncio.create_task(requests.send(API)) for _ in range(2)]
        await until_it_waits()
        closing = asyncio.create_task(requests.send(CLOSE_PATH))
        await until_it_waits()
        refused = await requests.send(API)
        closed_early = closing.done()
        requests.may_answer.set()
        return [refused, closed_early, *await asyncio.gather(*under_way, closing)]

    assert asyncio.run(run()) == [503, False, 200, 200, 204]


@pytest.mark.parametrize(
    ("path", "handed_on"),
    [
        ("/_aws/execute-api/a1/docs/", "/_aws/execute-api/a1/$default/docs/"),
        ("/_aws/execute-api/a1/docs", "/_aws/execute-api/a1/docs"),
        ("/_aws/execute-api/a1/", "/_aws/execute-api/a1/"),
        ("/_aws/execute-api/a1/v1/tasks/", "/_aws/execute-api/a1/v1/tasks/"),
        ("/_aws/execute-api/a1/dev/", "/_aws/execute-api/a1/dev/"),
    ],
)
def test_the_slash_behind_one_segment_is_kept_unless_it_is_a_stage(
    monkeypatch: pytest.MonkeyPatch, path: str, handed_on: str
) -> None:
    def is_stage(_: str, name: str) -> bool:
        return name == "dev"

    monkeypatch.setattr(api_gate, "is_stage", is_stage)
    assert api_gate.with_last_slash({"type": "http", "path": path})["path"] == handed_on
