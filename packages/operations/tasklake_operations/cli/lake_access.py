"""The lake that a command is about: the local system's, or that of a deployed stack."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from tasklake_operations.cli.extensions import extensions
from tasklake_operations.errors import OperationError, request_failures
from tasklake_operations.stack import LOCAL_STACK, StackOutputs

if TYPE_CHECKING:
    from tasklake_operations.athena import AthenaWorkgroup
    from tasklake_operations.clients import Clients

StackOption = Annotated[
    str, typer.Option("--stack", help="Stack to work on; `local` is the local system.", metavar="NAME")
]
ApplyOption = Annotated[
    bool,
    typer.Option("--apply", help="Do it; without it nothing is changed, and what there is to do is shown."),
]


class NoLocalSystemError(OperationError):
    """A command is about the local system, and the package that runs one is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "There is no local system here: install tasklake-devkit, or name a stack with --stack."
        )


@dataclass(frozen=True, slots=True)
class LakeAccess:
    """A stack's lake and the clients of the account that it is in.

    Attributes:
        outputs: The stack's.
        clients: Those of its account.
        sql: The lake in Athena's SQL.
    """

    outputs: StackOutputs
    clients: "Clients"
    sql: "AthenaWorkgroup"


@contextmanager
def lake_access(stack: str, *, maintenance: bool = False) -> Generator[LakeAccess]:
    """Yield the lake of a stack; a failed request inside the block ends it with a RequestFailedError.

    Args:
        stack: The stack's name.
        maintenance: Whether the maintenance's workgroup and limit hold, not the analysts'.

    Raises:
        NoLocalSystemError: There is no package that runs a local system.
        NotRunningError: The local system does not run.
        NotReadyError: It is still starting.
        PulumiError: The outputs of a deployed stack cannot be had.
        StackError: They are not what the program exports now, or the stack has no region.
        RequestFailedError: AWS or the emulator refused a request.
    """
    from tasklake_operations.athena import AthenaWorkgroup

    with stack_access(stack) as (outputs, clients):
        athena = AthenaWorkgroup(
            athena=clients.client("athena"),
            s3=clients.client("s3"),
            workgroup=outputs.maintenance_workgroup if maintenance else outputs.workgroup,
            database=outputs.glue_database,
        )
        yield LakeAccess(outputs, clients, athena)


@contextmanager
def stack_access(stack: str) -> "Generator[tuple[StackOutputs, Clients]]":
    """Yield what a stack exports and the clients of its account; see `lake_access`."""
    if stack == LOCAL_STACK:
        installed = extensions()
        if not installed:
            raise NoLocalSystemError
        with installed[0].local_stack() as access:
            yield access
    else:
        from tasklake_operations.deployed import stack_clients, stack_outputs

        outputs = stack_outputs(stack)
        with request_failures("AWS"):
            yield outputs, stack_clients(stack)
