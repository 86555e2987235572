"""The whole system on this machine: the program realized in a local account, changes flowing, schedules running."""

from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from functools import partial
from types import TracebackType
from typing import Final, Self

from local_aws import LocalAws
from local_aws.errors import StateError
from local_aws.event_source_mapping import MappingProgress
from local_aws.realizer import Realization
from local_aws.sessions import EmulatorSession
from tasklake_devkit.running import exclusive_run
from tasklake_devkit.workspace import PROGRAM, StateFolder
from tasklake_operations.accounts import Accounts
from tasklake_operations.athena import AthenaWorkgroup
from tasklake_operations.lake_migration import NotAdditiveError, add_columns, pending_additions
from tasklake_operations.stack import LOCAL_STACK, StackOutputs, project_name, stack_config

DRAIN_SECONDS: Final = 30
LOSS: Final = (
    "Changes may be missing from the lake: they left the stream before they were read, or the failure bucket did not "
    "take them. `tasklake lake repair` brings them back."
)


@contextmanager
def told_ways_out() -> Generator[None]:
    """Add to an error of the state of earlier runs how it is dropped."""
    try:
        yield
    except StateError as error:
        error.add_note("`tasklake reset` drops the local system.")
        raise


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
        self._aws = LocalAws(state.root, port=port)
        self._report = report
        self._losses_told = 0
        self._exit = ExitStack()

    @property
    def endpoint_url(self) -> str:
        return self._aws.endpoint_url

    @property
    def session(self) -> EmulatorSession:
        """The emulator's root."""
        return self._aws.session

    @property
    def accounts(self) -> Accounts:
        return Accounts(self.session.client("cognito-idp"), self.outputs)

    @property
    def lake(self) -> AthenaWorkgroup:
        """The lake, with the maintenance's limit."""
        return self._athena(self.outputs.glue_database, self.outputs.maintenance_workgroup)

    def __enter__(self) -> Self:
        """Start everything.

        Raises:
            AlreadyRunningError: The state folder is in use.
            EmulatorError: The emulator cannot start; see its subclasses.
            StackError: Pulumi.local.yaml is not usable.
            NotAdditiveError: The merged tables cannot get the columns that are declared.
            SqlError: They did not get them.
            RealizeError: The program, or a resource of it, failed.
            UnsupportedMappingError: The program asks of an event source mapping what cannot be followed here.
            UnsupportedScheduleError: The program has a schedule that cannot be followed here.
        """
        with ExitStack() as exit_stack, told_ways_out():
            # The emulator serves every pool's sign-in page at its own root.
            config = stack_config(LOCAL_STACK) | {"sign_in_url": self.endpoint_url}
            exit_stack.enter_context(exclusive_run(self.state, self.endpoint_url))
            self._report("Starting the emulator")
            exit_stack.enter_context(self._aws)
            self._migrate_lake()
            self._report("Realizing the Pulumi program")
            self.realization = self._aws.realize(
                PROGRAM, project=project_name(), stack=LOCAL_STACK, config=config
            )
            self.outputs = StackOutputs.of(self.realization.outputs)
            self.outputs.write(self.state.outputs)
            self._aws.follow()
            exit_stack.push(self._drain_unless_failed)
            self._exit = exit_stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exit.__exit__(kind, error, trace)

    def check(self) -> None:
        """Return when every part runs, see `LocalAws.check`; a change that is lost to the lake is reported."""
        self._aws.check()
        self._tell_losses()

    def drain(self) -> None:
        """Close the API for good and bring what it acknowledged into the lake; report what stays for the next start."""
        try:
            self._aws.drain(DRAIN_SECONDS)
        except TimeoutError:
            self._report("Not every change has reached the lake: the next `tasklake up` goes on with them.")
        self._tell_losses()

    def progress(self) -> list[MappingProgress]:
        return self._aws.progress()

    def wait_until_caught_up(self, timeout_seconds: float = 60) -> None:
        """Return when every change written before this call has left the stream; see `LocalAws`."""
        self._aws.wait_until_caught_up(timeout_seconds)

    def _drain_unless_failed(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.drain()

    def _tell_losses(self) -> None:
        losses = sum(each.trims + each.destination_delivery_failures for each in self.progress())
        if losses > self._losses_told:
            self._report(LOSS)
        self._losses_told = losses

    def _migrate_lake(self) -> None:
        """Add the columns that the merged tables of an earlier run lack, which the program leaves to this."""
        glue = self.session.client("glue")
        for database in [database["Name"] for database in glue.get_databases()["DatabaseList"]]:
            try:
                pending = pending_additions(glue, database)
            except NotAdditiveError as error:
                raise NotAdditiveError(f"{error}\nOr drop the local lake with `tasklake reset`.") from error
            for addition in pending:
                self._report(f"Adding column {addition.column.name} to {addition.table}")
            if pending:
                execute = self._athena(database, self._some_workgroup()).execute
                add_columns(execute, pending, partial(pending_additions, glue, database))

    def _athena(self, database: str, workgroup: str) -> AthenaWorkgroup:
        athena, s3 = self.session.client("athena"), self.session.client("s3")
        return AthenaWorkgroup(athena=athena, s3=s3, workgroup=workgroup, database=database)

    def _some_workgroup(self) -> str:
        """Return a workgroup of the earlier run's program: each says where results lie, and an ALTER has none."""
        listed = self.session.client("athena").list_work_groups()["WorkGroups"]
        return next(name for group in listed if (name := group.get("Name", "primary")) != "primary")
