"""Which process runs a local system, so that a second one is refused and others find it.

Two files, both locked by the process that runs. `lock` is never removed, so all contend for the same inode;
a reader does not touch it, so none makes a start fail. `run.json` is made anew by each run and comes to its
name whole and locked, so that whoever finds it locked finds the run that holds it.
"""

import fcntl
import json
import os
import signal
import time
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from typing import Final

from tasklake_devkit.workspace import StateFolder
from tasklake_operations.errors import OperationError
from tasklake_operations.stack import StackOutputs

STOP_SECONDS: Final = 120


class NotRunningError(OperationError):
    """A command needs the local system, and it does not run."""

    def __init__(self) -> None:
        super().__init__("The local system is not running. Start it with `tasklake up` (or `make up`).")


class NotReadyError(OperationError):
    """The local system is still starting."""


class AlreadyRunningError(OperationError):
    """The local system runs already, in another process."""


class StateFolderError(OperationError):
    """The state folder cannot be written."""


class StillRunningError(OperationError):
    """The local system was asked to stop and has not."""


@dataclass(frozen=True, slots=True)
class Run:
    """The process of a running system and the address of its emulator."""

    pid: int
    endpoint_url: str


@contextmanager
def exclusive_state(state: StateFolder) -> Generator[None]:
    """Hold the state folder for this process; the lock goes with the process, however it ends.

    Raises:
        AlreadyRunningError: Another process holds it.
        StateFolderError: It cannot be written.
    """
    try:
        state.root.mkdir(parents=True, exist_ok=True)
        file = state.lock.open("a", encoding="utf-8")
    except OSError as error:
        raise StateFolderError(f"The state folder cannot be written: {error}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError(describe_other(state)) from None
        yield


@contextmanager
def exclusive_run(state: StateFolder, endpoint_url: str) -> Generator[None]:
    """Hold the state folder and tell others of this process; see `exclusive_state`.

    The outputs of the run before are gone from now on.
    """
    with ExitStack() as announced, exclusive_state(state):
        state.outputs.unlink(missing_ok=True)
        fresh = state.run.with_suffix(".new")
        # Closed after the lock is given up: who no longer finds this run can start the next.
        file = announced.enter_context(fresh.open("w", encoding="utf-8"))
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        json.dump(asdict(Run(os.getpid(), endpoint_url)), file)
        file.flush()
        fresh.replace(state.run)
        yield


def find_run(state: StateFolder) -> Run:
    """Return the run that holds the state folder.

    Raises:
        NotRunningError: None does.
    """
    try:
        with state.run.open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return read_run(json.load(file))
    except FileNotFoundError:
        pass
    raise NotRunningError


def find_outputs(state: StateFolder) -> StackOutputs:
    """Return the outputs of the running system's stack.

    Raises:
        NotReadyError: It is still starting.
    """
    try:
        return StackOutputs.read(state.outputs)
    except FileNotFoundError:
        raise NotReadyError("The local system is still starting. Try again in a moment.") from None


def stop_run(state: StateFolder) -> Run:
    """Ask the running system to stop and return once it has.

    Raises:
        NotRunningError: Nothing runs.
        StillRunningError: It did not stop in time, or belongs to another user.
    """
    run = find_run(state)
    try:
        os.kill(run.pid, signal.SIGTERM)
    except ProcessLookupError:
        return run
    except PermissionError:
        raise StillRunningError(f"Process {run.pid} belongs to another user, who has to stop it.") from None
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        try:
            find_run(state)
        except NotRunningError:
            return run
        time.sleep(0.05)
    raise StillRunningError(f"Process {run.pid} has not stopped within {STOP_SECONDS} s.")


def describe_other(state: StateFolder) -> str:
    try:
        run = find_run(state)
    except NotRunningError:
        return (
            f"Another process is starting, stopping or dropping the local system in {state.root}. Try again."
        )
    return (
        f"The local system already runs as process {run.pid} at {run.endpoint_url}. "
        "Use it as it is, or stop it with `tasklake down`."
    )


def read_run(document: Mapping[str, object]) -> Run:
    return Run(int(str(document["pid"])), str(document["endpoint_url"]))
