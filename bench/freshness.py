"""How long after the API's answer a change is visible in the view `tasks`, on the whole local system.

Run: .venv/bin/python -m bench.freshness [PORT]

One client creates tasks at an even pace. Another thread asks the view again and again; a task counts as visible when the
first answer that has it has come, so the time that the question itself takes is part of the figure. Meanwhile the merges
run, as often as one follows the other. The event source mapping collects changes for the window of Pulumi.local.yaml.
"""
# ruff: noqa: INP001, T201  # a script, and it prints its results

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

import urllib3

from tasklake_devkit.activity.distribution import distribution_of
from tasklake_devkit.local_system import LocalSystem
from tasklake_devkit.workspace import StateFolder
from tasklake_lake.statements import statements
from tasklake_operations.athena import Lake
from tasklake_operations.lake_maintenance import run_statement

TASKS = 150
SECONDS_BETWEEN = 0.4
ALLOWED_BEYOND_WINDOW_SECONDS = 2
PATIENCE_SECONDS = 60


def create_tasks(api_url: str, token: str) -> dict[str, float]:
    """Return when each task was answered, on the monotonic clock."""
    answered: dict[str, float] = {}
    headers = {"authorization": f"Bearer {token}"}
    with urllib3.PoolManager(retries=False) as client:
        client.request("POST", f"{api_url}/v1/users", json={"name": "Ada"}, headers=headers)
        for number in range(TASKS):
            answer = client.request(
                "POST", f"{api_url}/v1/tasks", json={"title": f"Task {number}"}, headers=headers
            )
            if answer.status != 201:  # noqa: PLR2004 - created
                sys.exit(f"POST /v1/tasks answered {answer.status}: {answer.data.decode()}")
            answered[answer.json()["id"]] = time.monotonic()
            time.sleep(SECONDS_BETWEEN)
    return answered


def watch(lake: Lake, stopped: Event) -> dict[str, float]:
    """Return when each task was first seen, until all are there or the watch is stopped."""
    seen: dict[str, float] = {}
    while len(seen) < TASKS and not stopped.is_set():
        rows = lake.query("SELECT task_id FROM tasks").to_pylist()
        now = time.monotonic()
        for row in rows:
            seen.setdefault(row["task_id"], now)
    return seen


def merge(system: LocalSystem, lake: Lake, stopped: Event) -> int:
    """Run all merges in turn until stopped, and return how often."""
    rounds = 0
    parameters = system.outputs.lake_windows.parameters()
    merges = [each for each in statements("maintenance") if each.name.startswith("merge_")]
    while not stopped.is_set():
        for each in merges:
            run = run_statement(lake, each.name, each.rendered(parameters))
            if run.failure:
                sys.exit(f"{run.name} failed: {run.failure}")
        rounds += 1
        stopped.wait(5)
    return rounds


def main(port: int) -> None:
    stopped = Event()
    with TemporaryDirectory() as name, LocalSystem(StateFolder(Path(name)), port=port) as system:
        lake = system.lake
        token = system.accounts.id_token("ada@example.com")
        with ThreadPoolExecutor(3) as threads:
            watching = threads.submit(watch, lake, stopped)
            merging = threads.submit(merge, system, lake, stopped)
            try:
                answered = create_tasks(system.outputs.api_url, token)
                seen = watching.result(PATIENCE_SECONDS)
            finally:
                stopped.set()
            rounds = merging.result()
        window = system.outputs.etl_batch_window_seconds
    visible = distribution_of(max(0.0, seen[task] - moment) for task, moment in answered.items())
    allowed = window + ALLOWED_BEYOND_WINDOW_SECONDS
    print(
        f"{TASKS} tasks, visible in the view tasks after median {visible.median:.2f} s, p95 {visible.p95:.2f} s, at most "
        f"{visible.max:.2f} s; window {window} s, p95 expected within {allowed} s: {'yes' if visible.p95 <= allowed else 'no'}. "
        f"{rounds} rounds of merges meanwhile."
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5641)
