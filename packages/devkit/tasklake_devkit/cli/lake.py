"""Commands that ask the lake: sql."""

from typing import TYPE_CHECKING, Annotated

import typer

from tasklake_devkit.cli.rows import Format, print_rows
from tasklake_devkit.cli.running_system import running_system
from tasklake_devkit.stack import StackOutputs
from tasklake_devkit.workspace import StateFolder

if TYPE_CHECKING:
    from tasklake_devkit.athena import AthenaSql
    from tasklake_devkit.sessions import EmulatorSession


def add_to(app: typer.Typer) -> None:
    app.command()(sql)


def sql(
    query: Annotated[str, typer.Argument(help="One statement in Athena's SQL.")],
    output: Annotated[Format, typer.Option("--format", help="How rows are printed.")] = Format.TABLE,
) -> None:
    """Ask the lake in Athena's SQL, over the objects and views that are there now."""
    with running_system() as system:
        rows = open_lake(system.session, system.outputs, system.state).query(query)
    print_rows(rows, output)


def open_lake(session: "EmulatorSession", outputs: StackOutputs, state: StateFolder) -> "AthenaSql":
    """Return the SQL engine over the lake of a running system."""
    from tasklake_devkit.athena import AthenaSql

    return AthenaSql(
        glue=session.client("glue"),
        s3=session.client("s3"),
        database=outputs.glue_database,
        mirror_root=state.object_mirror,
    )
