"""What the gateway finds no route for, and what a browser asks before it asks."""

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urljoin

import pytest
import urllib3

from tasklake_devkit.local_system import LocalSystem

ORIGIN: Final = "http://localhost:3000"

type Send = Callable[..., urllib3.BaseHTTPResponse]


@pytest.fixture
def send(system: LocalSystem) -> Send:
    def request(method: str, path: str, headers: Mapping[str, str] | None = None) -> urllib3.BaseHTTPResponse:
        return urllib3.request(
            method, system.outputs.api_url + path, headers=headers, timeout=30, retries=False
        )

    return request


def test_an_unknown_path_is_a_problem(send: Send) -> None:
    answer = send("GET", "/v2/tasks")
    assert (answer.status, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json()["type"] == "urn:tasklake:problem:route-not-found"
    assert answer.json()["instance"] == answer.headers["x-request-id"]


def test_an_unknown_method_is_told_the_others(send: Send) -> None:
    answer = send("PUT", "/v1/tasks")
    assert (answer.status, answer.headers["content-type"]) == (405, "application/problem+json")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_a_browser_may_ask_first(send: Send) -> None:
    asked = {"origin": ORIGIN, "access-control-request-method": "PATCH"}
    answer = send("OPTIONS", "/v1/tasks/1", asked)
    assert answer.status == 204
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert "PATCH" in answer.headers["access-control-allow-methods"]


def test_a_page_with_a_slash_leads_to_the_page(send: Send, system: LocalSystem) -> None:
    answer = send("HEAD", "/docs/")
    assert answer.status == 308
    page = urljoin(f"{system.outputs.api_url}/docs/", answer.headers["location"])
    assert page == f"{system.outputs.api_url}/docs"
