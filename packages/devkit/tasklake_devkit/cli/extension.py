"""What the devkit adds to the command `tasklake`."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import typer

from tasklake_devkit.cli.openapi import openapi
from tasklake_devkit.cli.running_system import running_system
from tasklake_devkit.cli.system import down, reset, status, token, up
from tasklake_devkit.cli.workload import demo, replay

if TYPE_CHECKING:
    from local_aws.sessions import EmulatorSession
    from tasklake_operations.stack import StackOutputs


class Devkit:
    """The extension that the entry point names."""

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        # Only once something failed: the API comes with them.
        from local_aws.errors import LocalAwsError
        from tasklake_api_document.errors import DocumentError

        return LocalAwsError, DocumentError

    def add_to(self, app: typer.Typer) -> None:
        for command in (up, down, reset, status, token, replay, demo, openapi):
            app.command()(command)

    @contextmanager
    def local_stack(self) -> "Generator[tuple[StackOutputs, EmulatorSession]]":
        with running_system() as system:
            yield system.outputs, system.session


devkit: Final = Devkit()
