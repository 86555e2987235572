"""What a command needs to ask a running system, and what it says when that does not answer."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklake_devkit.errors import DevkitError
from tasklake_devkit.running import Run, find_outputs, find_run
from tasklake_devkit.stack import StackOutputs
from tasklake_devkit.workspace import StateFolder

if TYPE_CHECKING:
    from tasklake_devkit.sessions import EmulatorSession


class RequestFailedError(DevkitError):
    """AWS, or the emulator in its place, refused a request or did not answer it."""


@dataclass(frozen=True, slots=True)
class RunningSystem:
    """A system that another process runs."""

    state: StateFolder
    run: Run
    session: "EmulatorSession"
    outputs: StackOutputs


@contextmanager
def running_system() -> Generator[RunningSystem]:
    """Yield the running system; a failed request inside the block ends it with a RequestFailedError.

    Raises:
        NotRunningError: None runs.
        NotReadyError: It is still starting.
        RequestFailedError: The emulator refused a request, or is gone.
    """
    from tasklake_devkit.sessions import EmulatorSession

    state = StateFolder()
    run = find_run(state)
    with request_failures():
        yield RunningSystem(state, run, EmulatorSession(run.endpoint_url), find_outputs(state))


@contextmanager
def request_failures(whose: str = "The local system") -> Generator[None]:
    """Turn a botocore error inside the block into a RequestFailedError that begins with who failed."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise RequestFailedError(f"{whose} did not do what it was asked: {error}") from error
