"""An AWS account on this machine, and a program's resources in it, running."""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from local_aws.emulator import Emulator, EmulatorDiedError
from local_aws.event_source_mapping import (
    EventSourceMapping,
    MappingProgress,
    account_mappings,
    drain,
    run_mappings,
)
from local_aws.realizer import Realization, realize
from local_aws.scheduler import MaintenanceSchedules
from local_aws.sessions import EmulatorSession


class LocalAws:
    """An account that is there while the context is open; leaving it saves all state in the folder.

    Attributes:
        endpoint_url: Where boto3 finds every service.
        session: The clients of the account's root.
    """

    def __init__(self, folder: Path, *, port: int) -> None:
        """Describe an account; nothing runs and nothing is written before the context is entered.

        Args:
            folder: Where it keeps everything: its state in `emulator`, which is to be dropped as a whole, and `logs`.
            port: Of its address on loopback.
        """
        self._state = folder / "emulator"
        self._logs = folder / "logs"
        self._emulator = Emulator(port=port, state_dir=self._state, logs_dir=self._logs)
        self.endpoint_url = self._emulator.endpoint_url
        self.session: EmulatorSession = self._emulator.session()
        self._mappings: list[EventSourceMapping] = []
        self._schedules: MaintenanceSchedules | None = None
        self._exit = ExitStack()

    def __enter__(self) -> Self:
        """Start the account.

        Raises:
            EmulatorError: It cannot start; see its subclasses.
        """
        self._exit.enter_context(self._emulator)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop what follows, then the account.

        Raises:
            MappingStoppedError: An event source mapping stopped by itself.
            SchedulesStoppedError: The schedules stopped by themselves.
            TimeoutError: What was under way did not end in time.
            UncleanStopError: The state was not saved.
        """
        self._exit.__exit__(kind, error, trace)

    def realize(self, program: Path, *, project: str, stack: str, config: Mapping[str, str]) -> Realization:
        """Run a Pulumi program in this process and make, change and remove resources until they are as it says.

        Args:
            program: A folder with a `__main__.py`, or a file of Python.
            project: The project's name; part of every URN, like the stack's.
            stack: The stack's name.
            config: The stack's settings; a key without a namespace is the project's.

        Raises:
            RealizeError: The program or any of its resources failed.
        """
        return realize(
            program,
            project=project,
            stack=stack,
            config=config,
            session=self.session,
            state_file=self._state / "realized.json",
        )

    def follow(self) -> None:
        """Run the account's event source mappings and its schedules of queries, as they are now, until the end.

        Raises:
            UnsupportedMappingError: A mapping cannot be followed here.
            UnsupportedScheduleError: A schedule cannot.
        """
        schedules = MaintenanceSchedules(self.session, log_file=self._logs / "maintenance.log")
        self._schedules = self._exit.enter_context(schedules)
        self._mappings = account_mappings(self.session, self._state / "checkpoints")
        self._exit.enter_context(run_mappings(self._mappings))

    def drain(self, timeout_seconds: float = 60) -> None:
        """Close the program's APIs for good, and return when all that they acknowledged has left its stream.

        What is left then stays in the stream for the next start.

        Raises:
            EmulatorDiedError: The emulator ended by itself.
            TimeoutError: It took too long.
            MappingStoppedError: An event source mapping stopped by itself.
        """
        self._emulator.close_apis()
        drain(self._mappings, timeout_seconds)

    def check(self) -> None:
        """Return when every part runs.

        Raises:
            EmulatorDiedError: The emulator ended by itself.
            MappingStoppedError: An event source mapping stopped by itself.
            SchedulesStoppedError: The schedules stopped by themselves.
        """
        if self._emulator.pid is None:
            raise EmulatorDiedError(f"The emulator ended by itself; see {self._emulator.log_file}.")
        for mapping in self._mappings:
            mapping.raise_error()
        if self._schedules is not None:
            self._schedules.raise_error()

    def progress(self) -> list[MappingProgress]:
        """Return how far each mapping is."""
        return [mapping.progress() for mapping in self._mappings]

    def wait_until_caught_up(self, timeout_seconds: float = 60) -> None:
        """Return when every change written before this call has left its stream.

        Raises:
            TimeoutError: It took too long.
            MappingStoppedError: An event source mapping stopped by itself.
        """
        for mapping in self._mappings:
            mapping.wait_until_caught_up(timeout_seconds)
