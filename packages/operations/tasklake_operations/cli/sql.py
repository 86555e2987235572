"""The command that asks the lake: sql."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.filesize import decimal

from tasklake_operations.cli.lake_access import StackOption, lake_access
from tasklake_operations.cli.rows import Format, FormatOption, print_rows
from tasklake_operations.cli.waiting import waiting
from tasklake_operations.stack import LOCAL_STACK

ParameterOption = Annotated[
    list[str] | None,
    typer.Option(help="A literal for the next ? of the query; strings in single quotes.", metavar="SQL"),
]

UNCHECKED = "-- unchecked"
"""The comment at a query's end by which the local engine leaves its checks out; to Athena it is a comment."""


def sql(
    query: Annotated[str, typer.Argument(help="One statement in Athena's SQL.")],
    parameter: ParameterOption = None,
    *,
    unchecked: Annotated[
        bool, typer.Option(help="Locally, also run what Athena may refuse or answer otherwise.")
    ] = False,
    output: FormatOption = Format.TABLE,
    stack: StackOption = LOCAL_STACK,
) -> None:
    """Ask the lake in Athena's SQL, over the objects and views that are there now."""
    ask(f"{query}\n{UNCHECKED}" if unchecked else query, parameter or [], output, stack)
    if unchecked:
        typer.echo("Not checked: Athena may refuse this statement or answer it otherwise.", err=True)


def ask(query: str, parameters: Sequence[str], output: Format, stack: str) -> None:
    """Print what a query answers, and say what was scanned for it; see `lake_access` and `print_rows`.

    Raises:
        BadParameter: A text is not in the locale's encoding.
        SqlError: The query has no answer.
    """
    refuse_other_encodings([query, *parameters])
    with waiting("Asking the lake"), lake_access(stack) as lake:
        answer = lake.sql.metered_query(query, parameters)
    print_rows(answer.rows, output)
    typer.echo(f"Data scanned: {decimal(answer.bytes_scanned)}", err=True)


def refuse_other_encodings(texts: Sequence[str]) -> None:
    for text in texts:
        try:
            text.encode()
        except UnicodeEncodeError as error:
            encoding = sys.getfilesystemencoding()
            raise typer.BadParameter(
                f"{text!a} is not text in {encoding}, which the locale is in."
            ) from error
