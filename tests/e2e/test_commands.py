import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import urllib3

from tasklake_devkit.cli.workload import free_port
from tasklake_devkit.running import find_run
from tasklake_devkit.workspace import StateFolder

TASKLAKE = [sys.executable, "-m", "tasklake_devkit.cli"]


class Shell:
    """Runs the command on a state folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {**os.environ, "TASKLAKE_STATE": str(folder), "NO_COLOR": "1", "COLUMNS": "300"}
        self.started: list[subprocess.Popen[str]] = []

    def run(self, *arguments: str, answer: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*TASKLAKE, *arguments],
            env=self.environment,
            input=answer,
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )

    def up(self, port: int) -> tuple[subprocess.Popen[str], str]:
        """Start the system and return once it has said all it says."""
        process = subprocess.Popen(
            [*TASKLAKE, "up", "--port", str(port)],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        assert process.stdout
        said = ""
        for line in process.stdout:
            said += line
            if line.startswith("Ctrl-C"):
                break
        return process, said


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    shell = Shell(tmp_path / "local state")
    yield shell
    for process in shell.started:
        if process.poll() is None:
            process.terminate()
            process.wait(60)
        if process.stdout:
            process.stdout.close()


def processes_of(folder: Path) -> list[str]:
    """Return the command lines of processes that mention or live in a folder."""
    found = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return [line for line in found.splitlines() if str(folder) in line]


def test_up_tells_the_first_steps_and_they_work(shell: Shell, eventually: Callable[..., None]) -> None:
    port = free_port()
    process, said = shell.up(port)
    assert f"The API is at http://127.0.0.1:{port}/" in said
    curl = re.search(r"curl -sS -X POST (\S+) .*?Bearer (\S+)'.*?-d '(.+?)'", said, re.DOTALL)
    assert curl
    url, token, body = curl.groups()
    answer = urllib3.request(
        "POST",
        url,
        body=body,
        headers={"content-type": "application/json", "authorization": f"Bearer {token}"},
    )
    assert answer.status == 201, answer.data
    query = "SELECT task_id, status, priority, created_at FROM tasks"
    assert query in said
    eventually(
        lambda: shell.run("sql", "--format", "csv", query).stdout.splitlines()[1:2],
        [f"{answer.json()['id']},pending,high,{answer.json()['created_at'].replace('T', ' ').rstrip('Z')}"],
    )

    second = shell.run("up", "--port", str(free_port()))
    assert second.returncode == 1
    assert f"already runs as process {process.pid}" in second.stderr
    assert shell.run("reset", "--yes").returncode == 1
    assert f'"process": {process.pid}' in shell.run("status").stdout
    assert shell.run("sql", "SELEC").returncode == 1
    assert "nope" in shell.run("sql", "SELECT nope FROM tasks").stderr

    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert processes_of(shell.folder) == []
    assert not (shell.folder / "emulator" / "tmp").exists()

    process, said = shell.up(free_port())
    assert "Resources: 0 created, 0 updated" in said
    rows = shell.run("sql", "--format", "json", query).stdout
    assert answer.json()["id"] in rows
    assert shell.run("down").stdout == f"Stopped process {process.pid}.\n"
    assert process.wait(10) == 0
    assert shell.run("down").returncode == 1


def test_a_killed_emulator_is_seen_and_its_state_refused_until_reset(shell: Shell) -> None:
    process, _ = shell.up(free_port())
    run = find_run(StateFolder(shell.folder))
    assert run.pid == process.pid
    emulator = int(
        subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=True).stdout
    )
    os.kill(emulator, signal.SIGKILL)
    assert process.wait(30) == 1
    assert process.stdout
    assert "ended by itself" in process.stdout.read()

    refused = shell.run("up", "--port", str(free_port()))
    assert refused.returncode == 1
    assert "tasklake reset" in refused.stderr
    assert shell.run("reset", answer="n\n").returncode == 1
    assert shell.run("reset", answer="y\n").returncode == 0
    assert not (shell.folder / "emulator").exists()


def test_a_port_in_use_is_named_with_the_way_out(shell: Shell) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = shell.run("up", "--port", str(port))
    assert refused.returncode == 1
    assert f"Port {port} is in use" in refused.stderr
    assert "--port" in refused.stderr


def test_broken_settings_are_all_named_and_nothing_is_left_running(shell: Shell) -> None:
    shell.environment["PULUMI_CONFIG"] = '{"tasklake:colour": "red", "tasklake:failure_retention_days": "99"}'
    refused = shell.run("up", "--port", str(free_port()))
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    named = [line.split()[0] for line in refused.stderr.splitlines() if line.startswith("  tasklake:")]
    assert named == ["tasklake:failure_retention_days:", "tasklake:colour:"]
    assert processes_of(shell.folder) == []


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_start_leaves_no_process_and_can_be_repeated(
    shell: Shell, eventually: Callable[..., None], ending: signal.Signals
) -> None:
    process = subprocess.Popen(
        [*TASKLAKE, "up", "--port", str(free_port())],
        env=shell.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    shell.started.append(process)
    eventually((shell.folder / "emulator" / "realized.json").exists, expected=True)
    assert "still starting" in shell.run("status").stderr
    os.killpg(process.pid, ending)
    assert process.wait(60) == 130
    assert process.stdout
    assert "Traceback" not in process.stdout.read()
    assert processes_of(shell.folder) == []
    assert not (shell.folder / "emulator" / "tmp").exists()
    again, said = shell.up(free_port())
    assert "The API is at" in said
    again.terminate()
    assert again.wait(60) == 0


@pytest.mark.parametrize(
    "arguments", [["sql"], ["token"], ["demo", "--rows", "few"], ["up", "--port", "70000"], ["fly"]]
)
def test_misuse_ends_with_2(shell: Shell, arguments: list[str]) -> None:
    assert shell.run(*arguments).returncode == 2


@pytest.mark.parametrize(
    "arguments", [["sql", "SELECT 1"], ["status"], ["down"], ["token", "--email", "a@b.c"]]
)
def test_a_command_that_needs_the_system_says_how_to_start_it(shell: Shell, arguments: list[str]) -> None:
    refused = shell.run(*arguments)
    assert refused.returncode == 1
    assert "tasklake up" in refused.stderr


def test_the_demo_ends_well_and_leaves_nothing_behind(shell: Shell) -> None:
    done = shell.run("demo", "--rows", "60")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All equal." in done.stdout
    assert "Skipped rows: 0." in done.stdout
    assert list(shell.folder.iterdir()) == []
    assert processes_of(shell.folder) == []


def test_a_demo_of_a_wrong_file_names_the_row(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "activity [all].csv"
    file.write_text("at,actor,object,area,op,size\n2024-01-01T00:00:00Z,a1,o1,c1,update,3\n")
    refused = shell.run("demo", "--file", str(file))
    assert refused.returncode == 1
    assert "activity [all].csv" in refused.stderr
    assert "line 2" in refused.stderr


@pytest.mark.parametrize("begun", ["demo-*/run.json", "demo-*/outputs.json"], ids=["starting", "replaying"])
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_demo_leaves_nothing_behind(
    shell: Shell, eventually: Callable[..., None], begun: str, ending: signal.Signals
) -> None:
    process = subprocess.Popen(
        [*TASKLAKE, "demo", "--rows", "1000"],
        env=shell.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    shell.started.append(process)
    eventually(lambda: len(list(shell.folder.glob(begun))), 1)
    os.killpg(process.pid, ending)
    assert process.wait(60) != 0
    assert list(shell.folder.iterdir()) == []
    assert processes_of(shell.folder) == []
