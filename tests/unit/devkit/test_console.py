"""What the console refuses before it asks a system; tests/e2e has what it shows."""

import json
import socket
import struct
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from tasklake_devkit.console import Console

OWN = "http://{host}"
SQL = "application/sql"


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with Console(0) as console:
        yield urlsplit(console.url).netloc


def send(
    host: str, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, str, dict[str, str]]:
    connection = HTTPConnection(host, timeout=10)
    named = {name.replace("_", "-"): value.format(host=host) for name, value in headers.items()}
    connection.request(method, path, body if method == "POST" else None, named)
    answer = connection.getresponse()
    return answer.status, answer.read().decode(), {name.lower(): value for name, value in answer.getheaders()}


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "said"),
    [
        # A name that an attacker made to lead here, as the browser of a victim sends it.
        ("GET", "/state.json", {"Host": "evil.example:4567"}, 421, "The console is at http://127.0.0.1:"),
        ("POST", "/sql", {"Host": "evil.example", "Origin": "http://evil.example", "Content_Type": SQL}, 421, "is at"),
        ("POST", "/sql", {"Origin": "http://evil.example", "Content_Type": SQL}, 403, "own page"),
        ("POST", "/sql", {"Origin": "null", "Content_Type": SQL}, 403, "own page"),
        ("POST", "/sql", {"Content_Type": SQL}, 403, "own page"),
        # What a form of another site could send without asking first.
        ("POST", "/sql", {"Origin": OWN, "Content_Type": "text/plain"}, 415, "application/sql"),
        ("POST", "/sql", {"Origin": OWN, "Content_Type": SQL}, 503, "still starting"),
        ("POST", "/", {"Origin": OWN, "Content_Type": SQL}, 404, "takes no /"),
        ("GET", "/parts.json", {}, 503, "still starting"),
        ("GET", "/../../pyproject.toml", {}, 503, "still starting"),
        ("GET", "/state.json", {"Host": "localhost:{port}"}, 200, '"is_running": false'),
    ],
)  # fmt: skip
def test_only_its_own_page_is_answered_and_only_by_a_system_that_runs(
    *, host: str, method: str, path: str, headers: dict[str, str], status: int, said: str
) -> None:
    given = {name: value.replace("{port}", host.partition(":")[2]) for name, value in headers.items()}
    answered, body, _ = send(host, method, path, b"SELECT 1", **given)
    assert answered == status
    assert said in (json.loads(body)["reason"] if status != 200 else body)


def test_it_listens_on_loopback_and_another_port_where_one_is_taken(host: str) -> None:
    with Console(int(host.partition(":")[2])) as other, Console(65_536) as beyond:
        assert len({host, urlsplit(other.url).netloc, urlsplit(beyond.url).netloc}) == 3
        assert {urlsplit(url).hostname for url in (other.url, beyond.url)} == {"127.0.0.1"}


@pytest.mark.parametrize(
    "path", ["/", "/console.css", "/console.js", "/report.css", "/elements.js", "/echarts.js"]
)
def test_its_files_may_load_and_be_loaded_by_nothing_else(host: str, path: str) -> None:
    status, body, headers = send(host, "GET", path)
    assert status == 200
    assert body
    policy = headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"} <= set(policy)
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"


def test_a_browser_that_goes_away_leaves_no_word_in_the_terminal(
    host: str, capfd: pytest.CaptureFixture[str]
) -> None:
    name, _, port = host.partition(":")
    for _ in range(5):
        with socket.create_connection((name, int(port))) as gone:
            # Closed so, the rest of the answer is refused.
            gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            gone.sendall(f"GET /echarts.js HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
            gone.recv(1)
    assert send(host, "GET", "/state.json")[0] == 200
    time.sleep(0.2)
    assert capfd.readouterr().err == ""
