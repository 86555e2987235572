"""What other distributions add to the command: the local system is one of them."""

from contextlib import AbstractContextManager
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Final, Protocol

import typer

if TYPE_CHECKING:
    from tasklake_operations.cli.lake_access import LakeAccess

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

    def local_lake(self, *, maintenance: bool) -> "AbstractContextManager[LakeAccess]":
        """Return the local system's lake; see `lake_access`."""
        ...


def extensions() -> list[Extension]:
    """Return the extensions that are installed beside this package."""
    return [point.load() for point in entry_points(group=GROUP)]
