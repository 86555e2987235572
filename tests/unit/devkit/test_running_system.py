import fcntl
import os
import subprocess
import sys
from pathlib import Path
from signal import SIGKILL

import pytest

from tasklake_devkit.running import (
    AlreadyRunningError,
    NotReadyError,
    NotRunningError,
    Run,
    StateFolderError,
    exclusive_run,
    exclusive_state,
    find_outputs,
    find_run,
)
from tasklake_devkit.workspace import StateFolder

URL = "http://127.0.0.1:1"
HOLD = """
import sys
from pathlib import Path
from tasklake_devkit.running import exclusive_run
from tasklake_devkit.workspace import StateFolder
with exclusive_run(StateFolder(Path(sys.argv[1])), "http://127.0.0.1:2"):
    print("holds", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def state(tmp_path: Path) -> StateFolder:
    return StateFolder(tmp_path / "local state")


def test_a_run_is_found_until_it_ends(state: StateFolder) -> None:
    with exclusive_run(state, URL):
        assert find_run(state) == Run(os.getpid(), URL)
    with pytest.raises(NotRunningError):
        find_run(state)


def test_a_second_run_is_refused_and_does_not_disturb_the_first(state: StateFolder) -> None:
    with exclusive_run(state, URL):
        for _ in range(2):
            with pytest.raises(AlreadyRunningError, match=f"already runs as process {os.getpid()}"):
                exclusive_run(state, "http://127.0.0.1:2").__enter__()
        assert find_run(state) == Run(os.getpid(), URL)


def test_who_waits_for_the_end_of_a_run_can_start_the_next(state: StateFolder) -> None:
    for _ in range(100):
        with exclusive_run(state, URL):
            inode = state.lock.stat().st_ino
        with exclusive_run(state, URL):
            assert state.lock.stat().st_ino == inode


def test_a_reader_does_not_make_a_start_fail(state: StateFolder) -> None:
    with exclusive_run(state, URL):
        pass
    with state.run.open() as reader:
        fcntl.flock(reader, fcntl.LOCK_SH)
        with exclusive_run(state, URL):
            assert find_run(state) == Run(os.getpid(), URL)


def test_a_killed_run_is_over_and_its_file_misleads_nobody(state: StateFolder) -> None:
    command = [sys.executable, "-c", HOLD, str(state.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "holds\n"
        assert find_run(state) == Run(holder.pid, "http://127.0.0.1:2")
        holder.send_signal(SIGKILL)
    assert state.run.exists()
    with pytest.raises(NotRunningError):
        find_run(state)
    with exclusive_state(state), pytest.raises(NotRunningError):
        find_run(state)


def test_the_outputs_of_the_run_before_do_not_pass_for_those_of_a_start(state: StateFolder) -> None:
    state.root.mkdir()
    state.outputs.write_text('{"api_url": "http://127.0.0.1:9"}')
    with exclusive_run(state, URL), pytest.raises(NotReadyError, match="still starting"):
        find_outputs(state)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StateFolderError, match="file/state"):
        exclusive_run(StateFolder(tmp_path / "file" / "state"), URL).__enter__()
