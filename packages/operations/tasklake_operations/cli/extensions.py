"""What other distributions add to the command: the local system is one of them."""

from contextlib import AbstractContextManager
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Final, Protocol

import typer

if TYPE_CHECKING:
    from tasklake_operations.clients import Clients
    from tasklake_operations.stack import StackOutputs

GROUP: Final = "tasklake.extensions"


class Extension(Protocol):
    """An object that an entry point of the group names."""

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What its commands may raise with a message for the user."""
        ...

    def add_to(self, app: typer.Typer) -> None:
        """Add its commands."""
        ...

    def local_stack(self) -> "AbstractContextManager[tuple[StackOutputs, Clients]]":
        """Return the outputs of the local system's stack, and the clients of its account.

        Raises:
            OperationError: It does not run, or is still starting.
            RequestFailedError: The block's request was refused.
        """
        ...


def extensions() -> list[Extension]:
    """Return the extensions that are installed beside this package."""
    return [point.load() for point in entry_points(group=GROUP)]
