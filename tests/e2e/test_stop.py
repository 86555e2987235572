"""A stop, however it comes about, while clients write: what was acknowledged is in the lake, or comes there."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import urllib3

from local_aws.emulator import Emulator
from local_aws.emulator.loopback import free_port
from tasklake_devkit.workspace import StateFolder
from tasklake_operations.athena import AthenaWorkgroup
from tasklake_operations.stack import StackOutputs
from tests.e2e.shell import Shell

pytestmark = pytest.mark.journey

WRITERS = 4
TASKS = "SELECT task_id FROM tasks"


class Writers:
    """Clients that create tasks until the API refuses or is gone."""

    def __init__(self, shell: Shell, api_url: str) -> None:
        token = shell.run("token", "--email", "ada@example.com").stdout.strip()
        self._headers = {"authorization": f"Bearer {token}"}
        self._url = f"{api_url}/v1/tasks"
        self.acknowledged: set[str] = set()
        self.refused: list[int] = []
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._write) for _ in range(WRITERS)]

    def _write(self) -> None:
        while True:
            try:
                body = {"title": "x" * 100}
                answer = urllib3.request(
                    "POST", self._url, headers=self._headers, json=body, retries=False, timeout=60
                )
            except urllib3.exceptions.HTTPError:
                return
            with self._lock:
                if answer.status != 201:
                    self.refused.append(answer.status)
                    return
                self.acknowledged.add(answer.json()["id"])

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive()


@pytest.fixture
def writing(shell: Shell, eventually: Callable[..., None]) -> Iterator[tuple[subprocess.Popen[str], Writers]]:
    """A system and clients that have written to it for a while and go on."""
    process, _ = shell.up(free_port())
    writers = Writers(shell, outputs(shell.folder).api_url)
    writers.start()
    eventually(lambda: len(writers.acknowledged) >= 10 * WRITERS, expected=True)
    yield process, writers
    writers.join()


def outputs(folder: Path) -> StackOutputs:
    return StackOutputs.read(StateFolder(folder).outputs)


@contextmanager
def lake_at_rest(folder: Path) -> Generator[AthenaWorkgroup]:
    """Start the emulator alone on what a system left: no change moves any more."""
    state, stack = StateFolder(folder), outputs(folder)
    with Emulator(port=free_port(), state_dir=state.emulator, logs_dir=state.logs) as emulator:
        session = emulator.session()
        yield AthenaWorkgroup(
            athena=session.client("athena"),
            s3=session.client("s3"),
            workgroup=stack.maintenance_workgroup,
            database=stack.glue_database,
        )


def test_a_system_that_is_asked_to_stop_refuses_what_is_new_and_brings_the_rest_into_the_lake(
    shell: Shell, writing: tuple[subprocess.Popen[str], Writers]
) -> None:
    process, writers = writing
    os.kill(process.pid, signal.SIGINT)
    writers.join()
    assert process.wait(60) == 0
    assert set(writers.refused) <= {503}

    with lake_at_rest(shell.folder) as lake:
        assert set(lake.query(TASKS)["task_id"].to_pylist()) == writers.acknowledged


def test_what_a_killed_system_had_acknowledged_reaches_the_lake_after_the_next_start(
    shell: Shell,
    writing: tuple[subprocess.Popen[str], Writers],
    eventually: Callable[..., None],
) -> None:
    process, writers = writing
    os.kill(process.pid, signal.SIGKILL)
    writers.join()
    process.wait(10)

    eventually(shell.processes, expected=[])
    _, said = shell.up(free_port())
    assert "missing" not in said
    # What was under way at the end may have been done too.
    eventually(
        lambda: writers.acknowledged - set(shell.run_here("sql", "--format", "csv", TASKS).stdout.split()),
        expected=set(),
    )
