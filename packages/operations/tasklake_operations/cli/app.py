"""The command line as a whole: its commands, and what a failure looks like."""

import io
import signal
import sys
from typing import Any, Final, cast

import typer
from rich.console import Console
from rich.text import Text

from tasklake_operations.cli.bulk import export, import_
from tasklake_operations.cli.cost import cost
from tasklake_operations.cli.dictionary import dictionary
from tasklake_operations.cli.doctor import doctor
from tasklake_operations.cli.extensions import extensions
from tasklake_operations.cli.lake_erase import erase
from tasklake_operations.cli.lake_export import export as export_rows
from tasklake_operations.cli.lake_maintain import maintain
from tasklake_operations.cli.lake_migrate import migrate
from tasklake_operations.cli.lake_redrive import redrive
from tasklake_operations.cli.lake_repair import repair
from tasklake_operations.cli.lake_verify import verify
from tasklake_operations.cli.questions import queries, query
from tasklake_operations.cli.release import release
from tasklake_operations.cli.report import report
from tasklake_operations.cli.sql import sql
from tasklake_operations.cli.table import migrate as migrate_table
from tasklake_operations.errors import OperationError

FAILED: Final = 1

app = typer.Typer(
    name="tasklake",
    help="Run the whole Tasklake system on this machine, and look after any stack of it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
lake = typer.Typer(help="Keep the lake in order.", no_args_is_help=True, rich_markup_mode=None)
table = typer.Typer(help="Keep the table in order.", no_args_is_help=True, rich_markup_mode=None)
# Of a single command, typer makes no group by itself.
table.callback()(lambda: None)

for command in (sql, query, queries, report):
    app.command()(command)
for command in (erase, export_rows, maintain, migrate, redrive, repair, verify):
    lake.command()(command)
table.command()(migrate_table)
app.add_typer(lake, name="lake")
app.add_typer(table, name="table")
app.command("import")(import_)
for command in (export, doctor, release, cost, dictionary):
    app.command()(command)
installed = extensions()
for extension in installed:
    extension.add_to(app)


def main() -> None:
    """Run a command; exit with 0 when it succeeded, 1 when it failed, 2 when it was misused."""
    # Whoever ends a command ends it as Ctrl-C does: everything that it started is stopped and removed.
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    stdout: object = sys.stdout
    if isinstance(stdout, io.TextIOWrapper):  # not so in a test
        # People can read escapes; `write_output` keeps them from programs.
        cast("io.TextIOWrapper[Any]", stdout).reconfigure(errors="backslashreplace")
    try:
        app()
    except Exception as error:  # sorted below: `except shown_errors()` would load the errors at every exit
        if not isinstance(error, shown_errors()):
            raise
        # As Text: brackets in a message are no markup.
        said = " ".join([str(error), *getattr(error, "__notes__", [])])
        message = Text.assemble(("Error:", "bold red"), f" {said}")
        Console(stderr=True, highlight=False).print(message, soft_wrap=True)
        sys.exit(FAILED)


def shown_errors() -> tuple[type[Exception], ...]:
    """Return what is shown without a stack."""
    return (OperationError, *(error for extension in installed for error in extension.errors))
