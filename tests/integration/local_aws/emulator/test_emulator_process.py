import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from local_aws.emulator import Emulator, EmulatorStartError, PortInUseError, StateInUseError
from local_aws.emulator.state_lock import StateLock
from tests.integration.local_aws.roles import make_function

NewEmulator = Callable[[], Emulator]

PARENT = """
import sys
from pathlib import Path
from tests.local_emulator import emulator_in

with emulator_in(Path(sys.argv[1])) as emulator:
    emulator.session().client("sqs").create_queue(QueueName="kept")
    try:
        print("up", flush=True)
        sys.stdin.read()
    except KeyboardInterrupt:
        emulator.session().client("sqs").create_queue(QueueName="after-interrupt")
"""


@pytest.fixture
def parent(tmp_path: Path) -> subprocess.Popen[str]:
    """A process that runs an emulator, at the head of a process group as in a terminal."""
    return subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        process_group=0,
    )


def wait_until_up(parent: subprocess.Popen[str]) -> None:
    assert parent.stdout is not None
    assert parent.stdout.readline() == "up\n"


def wait_until_gone(state_dir: Path) -> None:
    """The operating system frees the lock when the emulator's process has ended."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with suppress(StateInUseError), StateLock(state_dir).held():
            return
        time.sleep(0.02)
    pytest.fail("the emulator outlived its parent")


def queues(emulator: Emulator) -> set[str]:
    return {url.rsplit("/", 1)[1] for url in emulator.session().client("sqs").list_queues()["QueueUrls"]}


def test_port_in_use_is_named_with_the_way_out(new_emulator: NewEmulator) -> None:
    emulator = new_emulator()
    with socket.create_server(("127.0.0.1", emulator.port)), pytest.raises(PortInUseError) as refused:
        emulator.start()
    assert str(refused.value) == (
        f"Port {emulator.port} is in use. Stop what listens there, or choose another port with --port."
    )


def test_process_that_cannot_start_points_to_its_log(new_emulator: NewEmulator) -> None:
    emulator = new_emulator()
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", emulator.port))
        with pytest.raises(EmulatorStartError) as refused:
            emulator.start()
    ended = f"The emulator ended while it started; see {emulator.log_file}, which ends with: "
    assert str(refused.value).startswith(ended)
    assert str(refused.value).removeprefix(ended)
    assert "Address already in use" in emulator.log_file.read_text()


def test_functions_see_nothing_of_the_developers_environment(
    new_emulator: NewEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "en_US.ISO-8859-1")
    monkeypatch.setenv("PULUMI_ACCESS_TOKEN", "secret")
    monkeypatch.setenv("AWS_PROFILE", "production")
    with new_emulator() as emulator:
        session = emulator.session()
        code = "import os\ndef handler(event, context): return dict(os.environ)"
        make_function(session, "environment", code)
        answer = session.client("lambda").invoke(FunctionName="environment")["Payload"]
        environment = json.load(answer)
    assert environment["AWS_REGION"] == "us-east-1"
    assert environment["TZ"] == "UTC"
    assert environment["LANG"] == "C.UTF-8"
    assert (
        not {"PULUMI_ACCESS_TOKEN", "AWS_PROFILE", "LC_ALL", "VIRTUAL_ENV", "PYTEST_CURRENT_TEST"}
        & environment.keys()
    )


def test_killed_parent_takes_the_emulator_along_and_loses_nothing(
    parent: subprocess.Popen[str], new_emulator: NewEmulator, tmp_path: Path
) -> None:
    with parent:
        wait_until_up(parent)
        parent.kill()
    wait_until_gone(tmp_path / "state")
    assert not (tmp_path / "state" / "tmp").exists()
    with new_emulator() as next_one:
        assert queues(next_one) == {"kept"}


def test_interrupt_in_the_terminal_reaches_the_parent_alone(
    parent: subprocess.Popen[str], new_emulator: NewEmulator
) -> None:
    with parent:
        wait_until_up(parent)
        os.killpg(parent.pid, signal.SIGINT)
    assert parent.returncode == 0
    with new_emulator() as next_one:
        assert queues(next_one) == {"kept", "after-interrupt"}
