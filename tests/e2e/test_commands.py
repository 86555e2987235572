import os
import re
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import urllib3

from local_aws.emulator.loopback import free_port
from tasklake_devkit import local_system
from tasklake_operations.checkout import REPOSITORY
from tasklake_operations.stack import stack_config
from tests.e2e.hostile_environment import hostile_environment
from tests.e2e.shell import TASKLAKE, Shell


def output_in_the_readme() -> str:
    readme = (REPOSITORY / "README.md").read_text()
    return readme.partition("```\n$ make up\n")[2].partition("```")[0]


def without_figures(said: str) -> str:
    """Leave out what another run has another of: token, port, API's id, counts of resources."""
    figures = r"(?<=Bearer )[^']+|127\.0\.0\.1:\d+(/_aws/execute-api/\w+)?|\d+(?= (created|unchanged))"
    return re.sub(figures, "", said)


@pytest.mark.journey
def test_an_interrupted_start_is_repeated_and_tells_the_first_steps_which_work_whatever_the_environment_says(
    shell: Shell, eventually: Callable[..., None], tmp_path: Path
) -> None:
    interrupt_while_it_starts(shell, eventually)

    shell.environment |= hostile_environment(tmp_path)
    port = free_port()
    process, said = shell.up(port)
    assert f"The API is at http://127.0.0.1:{port}/" in said
    assert without_figures(said) == without_figures(output_in_the_readme())
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

    token = shell.run("token", "--email", "ada@example.com")
    assert re.fullmatch(r"[\w.-]+\n", token.stdout), token.stderr

    second = shell.run_here("up", "--port", str(free_port()))
    assert second.returncode == 1
    assert f"already runs as process {process.pid}" in second.stderr
    assert shell.run_here("reset", "--yes").returncode == 1
    assert f'"process": {process.pid}' in shell.run_here("status").stdout
    assert shell.run_here("sql", "SELEC").returncode == 1
    assert "nope" in shell.run_here("sql", "SELECT nope FROM tasks").stderr

    assert shell.run("down").stdout == f"Stopped process {process.pid}.\n"
    assert process.wait(10) == 0
    assert shell.run_here("down").returncode == 1
    assert shell.processes() == []
    assert not (shell.folder / "emulator" / "tmp").exists()


def interrupt_while_it_starts(shell: Shell, eventually: Callable[..., None]) -> None:
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
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(60) == 130
    assert process.stdout
    assert "Traceback" not in process.stdout.read()
    assert shell.processes() == []
    assert not (shell.folder / "emulator" / "tmp").exists()


def test_a_port_in_use_is_named_with_the_way_out(shell: Shell) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = shell.run_here("up", "--port", str(port))
    assert refused.returncode == 1
    assert f"Port {port} is in use" in refused.stderr
    assert "--port" in refused.stderr


def test_broken_settings_are_all_named_and_nothing_is_left_running(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = stack_config("local") | {
        "tasklake:colour": "red",
        "tasklake:failure_retention_days": "99",
    }
    monkeypatch.setattr(local_system, "stack_config", {"local": settings}.__getitem__)
    refused = shell.run_here("up", "--port", str(free_port()))
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    named = [line.split()[0] for line in refused.stderr.splitlines() if line.startswith("  tasklake:")]
    assert named == ["tasklake:failure_retention_days:", "tasklake:colour:"]
    assert shell.processes() == []


@pytest.mark.parametrize(
    "arguments", [["sql"], ["sql", "SELECT '\udcff'"], ["demo", "--rows", "few"], ["fly"]]
)
def test_misuse_ends_with_2(shell: Shell, arguments: list[str]) -> None:
    assert shell.run_here(*arguments).returncode == 2


@pytest.mark.parametrize("arguments", [["sql", "SELECT 1"], ["down"]])
def test_a_command_that_needs_the_system_says_how_to_start_it(shell: Shell, arguments: list[str]) -> None:
    refused = shell.run_here(*arguments)
    assert refused.returncode == 1
    assert "tasklake up" in refused.stderr
