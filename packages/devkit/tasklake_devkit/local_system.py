"""The whole system on this machine: the emulator, the program realized in it, changes flowing, schedules running."""

from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from local_aws.emulator import Emulator
from local_aws.event_source_mapping import (
    EventSourceMapping,
    MappingProgress,
    account_mappings,
    run_mappings,
)
from local_aws.realizer import Realization, realize
from local_aws.scheduler import MaintenanceSchedules
from local_aws.sessions import EmulatorSession
from tasklake_devkit.accounts import Accounts
from tasklake_devkit.running import exclusive_run
from tasklake_devkit.workspace import PROGRAM, StateFolder
from tasklake_operations.athena import AthenaWorkgroup
from tasklake_operations.errors import OperationError
from tasklake_operations.lake_migration import NotAdditiveError, add_columns, pending_additions
from tasklake_operations.stack import LOCAL_STACK, StackOutputs, project_name, stack_config


class EmulatorDiedError(OperationError):
    """The emulator ended while the system was up."""


class LocalSystem:
    """A running system; leaving the context stops it and saves its state.

    Attributes:
        outputs: The stack's outputs.
        realization: What the start made, changed and left as it was.
    """

    outputs: StackOutputs
    realization: Realization

    def __init__(
        self,
        state: StateFolder,
        *,
        port: int,
        report: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Describe a system; nothing runs before the context is entered.

        Args:
            state: Where it keeps everything.
            port: Of the emulator, on the loopback address.
            report: Told what is being done.
        """
        self.state = state
        self._emulator = Emulator(port=port, state_dir=state.emulator, logs_dir=state.logs)
        self._report = report
        self._mappings: list[EventSourceMapping] = []
        self._exit = ExitStack()

    @property
    def endpoint_url(self) -> str:
        return self._emulator.endpoint_url

    @property
    def session(self) -> EmulatorSession:
        """The emulator's root."""
        return self._session

    @property
    def accounts(self) -> Accounts:
        return Accounts(self.session, self.outputs)

    def lake(self) -> AthenaWorkgroup:
        """Return the lake, with the maintenance's rights and limit."""
        return self._athena(self.outputs.glue_database, self.outputs.maintenance_workgroup)

    def _athena(self, database: str, workgroup: str) -> AthenaWorkgroup:
        return AthenaWorkgroup(
            athena=self._session.client("athena"),
            s3=self._session.client("s3"),
            workgroup=workgroup,
            database=database,
        )

    def __enter__(self) -> Self:
        """Start everything.

        Raises:
            AlreadyRunningError: The state folder is in use.
            EmulatorError: The emulator cannot start; see its subclasses.
            StackError: Pulumi.local.yaml is not usable.
            NotAdditiveError: The merged tables cannot get the columns that are declared.
            RealizeError: The program, or a resource of it, failed.
            UnsupportedMappingError: The program asks of an event source mapping what cannot be followed here.
            UnsupportedScheduleError: The program has a schedule that cannot be followed here.
        """
        with ExitStack() as exit_stack:
            # The emulator serves every pool's sign-in page at its own root.
            config = stack_config(LOCAL_STACK) | {"sign_in_url": self.endpoint_url}
            exit_stack.enter_context(exclusive_run(self.state, self.endpoint_url))
            self._report("Starting the emulator")
            exit_stack.enter_context(self._emulator)
            self._session = self._emulator.session()
            self._migrate_lake()
            self._report("Realizing the Pulumi program")
            self.realization = realize(
                PROGRAM,
                project=project_name(),
                stack=LOCAL_STACK,
                config=config,
                session=self._session,
                state_file=self.state.realized,
            )
            self.outputs = StackOutputs.of(self.realization.outputs)
            self.outputs.write(self.state.outputs)
            self._mappings = account_mappings(self._session, self.state.checkpoints)
            exit_stack.enter_context(run_mappings(self._mappings))
            self._schedules = exit_stack.enter_context(
                MaintenanceSchedules(self._session, log_file=self.state.maintenance_log)
            )
            self._exit = exit_stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exit.__exit__(kind, error, trace)

    def _migrate_lake(self) -> None:
        """Add the columns that the merged tables of an earlier run lack, which the program leaves to this."""
        glue = self._session.client("glue")
        for database in [database["Name"] for database in glue.get_databases()["DatabaseList"]]:
            try:
                pending = pending_additions(glue, database)
            except NotAdditiveError as error:
                raise NotAdditiveError(f"{error}\nOr drop the local lake with `tasklake reset`.") from error
            for addition in pending:
                self._report(f"Adding column {addition.column.name} to {addition.table}")
            if pending:
                lake = self._athena(database, some_workgroup(self._session))
                add_columns(lake.execute, pending)

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
        self._schedules.raise_error()

    def progress(self) -> list[MappingProgress]:
        return [mapping.progress() for mapping in self._mappings]

    def wait_until_caught_up(self, timeout_seconds: float = 60) -> None:
        """Return when every change written before this call has left the stream.

        Raises:
            TimeoutError: It took too long.
            MappingStoppedError: An event source mapping stopped by itself.
        """
        for mapping in self._mappings:
            mapping.wait_until_caught_up(timeout_seconds)


def some_workgroup(session: EmulatorSession) -> str:
    """Return a workgroup of the earlier run's program, which says where results lie; whose does not matter to an ALTER."""
    listed = session.client("athena").list_work_groups()["WorkGroups"]
    return next(name for group in listed if (name := group.get("Name", "primary")) != "primary")
