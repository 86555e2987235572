"""Which process runs a local system, so that a second one is refused and others find it."""

import fcntl
import json
import os
import signal
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Final

from tasklake_devkit.errors import DevkitError
from tasklake_devkit.workspace import StateFolder

STOP_SECONDS: Final = 60


class NotRunningError(DevkitError):
    """A command needs the local system, and it does not run."""

    def __init__(self) -> None:
        super().__init__("The local system is not running. Start it with `tasklake up` (or `make up`).")


class AlreadyRunningError(DevkitError):
    """The local system runs already, in another process."""


class StillRunningError(DevkitError):
    """The local system was asked to stop and has not."""


@dataclass(frozen=True, slots=True)
class Run:
    """The process of a running system and the address of its emulator."""

    pid: int
    endpoint_url: str


@contextmanager
def exclusive_run(state: StateFolder, endpoint_url: str) -> Generator[None]:
    """Hold the state folder for this process; the lock goes with the process, however it ends.

    Raises:
        AlreadyRunningError: Another process holds it.
    """
    state.root.mkdir(parents=True, exist_ok=True)
    with state.run.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError(describe_other(state)) from None
        file.truncate(0)
        json.dump(asdict(Run(os.getpid(), endpoint_url)), file)
        file.flush()
        try:
            yield
        finally:
            state.run.unlink(missing_ok=True)


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


def stop_run(state: StateFolder) -> Run:
    """Ask the running system to stop and return once it has.

    Raises:
        NotRunningError: Nothing runs.
        StillRunningError: It did not stop in time.
    """
    run = find_run(state)
    os.kill(run.pid, signal.SIGTERM)
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
        return "Another process has just used the local system. Try again."
    return (
        f"The local system already runs as process {run.pid} at {run.endpoint_url}. "
        "Use it as it is, or stop it with `tasklake down`."
    )


def read_run(document: Mapping[str, object]) -> Run:
    return Run(int(str(document["pid"])), str(document["endpoint_url"]))
