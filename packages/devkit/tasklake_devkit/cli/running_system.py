"""What a command needs to ask a running system, and what it says when that does not answer."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklake_devkit.running import Run, find_outputs, find_run
from tasklake_devkit.workspace import StateFolder
from tasklake_operations.errors import request_failures
from tasklake_operations.stack import StackOutputs

if TYPE_CHECKING:
    from local_aws.sessions import EmulatorSession


@dataclass(frozen=True, slots=True)
class RunningSystem:
    """A system that another process runs."""

    run: Run
    outputs: StackOutputs

    @property
    def session(self) -> "EmulatorSession":
        """A new session of the emulator's root."""
        # Late: not every command needs a client.
        from local_aws.sessions import EmulatorSession

        return EmulatorSession(self.run.endpoint_url)


@contextmanager
def running_system() -> Generator[RunningSystem]:
    """Yield the running system; a failed request inside the block ends it with a RequestFailedError.

    Raises:
        NotRunningError: None runs.
        NotReadyError: It is still starting.
        RequestFailedError: The emulator refused a request, or is gone.
    """
    state = StateFolder()
    run = find_run(state)
    with request_failures():
        yield RunningSystem(run, find_outputs(state))
