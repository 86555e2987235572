"""The command line as a whole: its commands, and what a failure looks like."""

import io
import signal
import sys
from typing import Any, Final, cast

import typer
from rich.console import Console
from rich.text import Text

from tasklake_operations.cli import (
    bulk,
    cost,
    dictionary,
    doctor,
    lake,
    questions,
    release,
    report,
    sql,
    table,
)
from tasklake_operations.cli.extensions import extensions
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
sql.add_to(app)
questions.add_to(app)
report.add_to(app)
lake.add_to(app)
table.add_to(app)
bulk.add_to(app)
doctor.add_to(app)
release.add_to(app)
cost.add_to(app)
dictionary.add_to(app)
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
