"""How many requests the local API answers for 8 clients at once, and how long each kind takes.

Run: .venv/bin/python -m bench.api_requests [PORT]

Each client is a user with a connection of its own, and sends one request after the other: it creates tasks, reads each,
changes it with If-Match, lists and deletes. GET /health passes the gateway and the function, but not the table; each
kind is told as a multiple of it, because all of this shares the machine with the clients.
"""
# ruff: noqa: INP001, T201  # a script, and it prints its results

import sys
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

import urllib3

from tasklake_devkit.local_system import LocalSystem
from tasklake_devkit.workspace import StateFolder

CLIENTS = 8
TASKS_EACH = 60

type Seconds = dict[str, list[float]]


class Client:
    def __init__(self, api_url: str, token: str) -> None:
        self._api_url = api_url
        self._headers = {"authorization": f"Bearer {token}"}
        self._http = urllib3.PoolManager(retries=False)
        self.seconds: Seconds = defaultdict(list)

    def send(
        self, kind: str, expected: int, path: str, body: object = None, **headers: str
    ) -> urllib3.BaseHTTPResponse:
        started = time.perf_counter()
        answer = self._http.request(
            kind.partition(" ")[0], self._api_url + path, json=body, headers={**self._headers, **headers}
        )
        self.seconds[kind].append(time.perf_counter() - started)
        if answer.status != expected:
            sys.exit(f"{kind} {path} answered {answer.status}: {answer.data.decode()}")
        return answer


def create_profile(client: Client) -> None:
    client.send("POST user", 201, "/v1/users", {"name": "Ada"})
    client.seconds.clear()


def use_everything(client: Client) -> None:
    for number in range(TASKS_EACH):
        client.send("GET /health", 200, "/health")
        task = client.send("POST task", 201, "/v1/tasks", {"title": f"Task {number}"})
        path = f"/v1/tasks/{task.json()['id']}"
        keyed = {"Idempotency-Key": f'"{number}"'}
        client.send("POST task with a key", 201, "/v1/tasks", {"title": "Keyed"}, **keyed)
        client.send("GET task", 200, path)
        client.send("PATCH task", 200, path, {"status": "completed"}, **{"If-Match": '"1"'})
        client.send("GET tasks", 200, "/v1/tasks")
        client.send("DELETE task", 204, path)


def measure(clients: list[Client], act: Callable[[Client], None]) -> float:
    """Return the seconds until all clients are done."""
    started = time.perf_counter()
    with ThreadPoolExecutor(len(clients)) as threads:
        list(threads.map(act, clients))
    return time.perf_counter() - started


def percentiles(seconds: list[float]) -> tuple[float, float]:
    """Return the 50th and the 99th, in milliseconds."""
    cuts = quantiles(seconds, n=100)
    return cuts[49] * 1000, cuts[98] * 1000


def main(port: int) -> None:
    with TemporaryDirectory() as name, LocalSystem(StateFolder(Path(name)), port=port) as system:
        url = system.outputs.api_url
        clients = [
            Client(url, system.accounts.id_token(f"{number}@example.com")) for number in range(CLIENTS)
        ]
        measure(clients, create_profile)
        took = measure(clients, use_everything)
    by_kind: Seconds = defaultdict(list)
    for client in clients:
        for kind, seconds in client.seconds.items():
            by_kind[kind] += seconds
    every = [seconds for kind in by_kind.values() for seconds in kind]
    p50, p99 = percentiles(every)
    print(
        f"{CLIENTS} clients, {len(every)} requests in {took:.1f} s: {len(every) / took:.0f} a second, p50 {p50:.0f} ms, p99 {p99:.0f} ms"
    )
    base, _ = percentiles(by_kind["GET /health"])
    for kind, seconds in by_kind.items():
        p50, p99 = percentiles(seconds)
        print(f"  {kind:<21} p50 {p50:6.1f} ms  p99 {p99:6.1f} ms  p50 as a multiple: {p50 / base:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5642)
