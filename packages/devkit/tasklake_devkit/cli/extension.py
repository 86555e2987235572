"""What the devkit adds to the command `tasklake`."""

from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final

import typer

from local_aws.errors import LocalAwsError
from tasklake_api_document.errors import DocumentError
from tasklake_devkit.cli import openapi, system, workload
from tasklake_devkit.cli.running_system import running_system

if TYPE_CHECKING:
    from tasklake_operations.cli.lake_access import LakeAccess


class Devkit:
    """The extension that the entry point names."""

    errors: Final = (LocalAwsError, DocumentError)

    def add_to(self, app: typer.Typer) -> None:
        for commands in (system, workload, openapi):
            commands.add_to(app)

    @contextmanager
    def local_lake(self, *, maintenance: bool) -> "Generator[LakeAccess]":
        from tasklake_devkit.local_lake import metered_query, open_lake
        from tasklake_operations.cli.lake_access import LakeAccess

        with running_system() as system:
            outputs = system.outputs
            workgroup = outputs.maintenance_workgroup if maintenance else outputs.workgroup
            sql = open_lake(system.session, outputs.glue_database, system.state, workgroup=workgroup)
            yield LakeAccess(outputs, system.session, sql, partial(metered_query, sql))


devkit = Devkit()
