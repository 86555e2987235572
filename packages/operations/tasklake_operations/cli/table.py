"""The operator's command about the table: table migrate."""

from typing import TYPE_CHECKING

import typer

from tasklake_operations.cli.lake_access import ApplyOption, StackOption, stack_access
from tasklake_operations.cli.waiting import progress
from tasklake_operations.errors import OperationError
from tasklake_operations.stack import LOCAL_STACK

if TYPE_CHECKING:
    from tasklake_operations.table_migration import Migrated


class UnreadableItemsError(OperationError):
    """Items are not what their kind of item has to be."""


def migrate(
    *,
    apply: ApplyOption = False,
    stack: StackOption = LOCAL_STACK,
) -> None:
    """Fill in the attributes and index keys that a later release has and stored items lack.

    No item gets a new version. Run it after the release that writes them and before the one that relies on them;
    running it again goes on where it ended.
    """
    from tasklake_operations.table_migration import TableMigration
    from tasklake_operations.table_reads import SEGMENTS

    with stack_access(stack) as (outputs, clients), progress() as bars:
        parts = TableMigration(clients.client("dynamodb"), outputs.table_name).run(apply=apply)
        report(list(bars.track(parts, total=SEGMENTS, description="Reading the table")), apply=apply)


def report(parts: "list[Migrated]", *, apply: bool) -> None:
    lacking, filled = sum(part.lacking for part in parts), sum(part.filled for part in parts)
    typer.echo(f"Items that lacked something: {lacking}" + (f", filled in: {filled}." if apply else "."))
    if apply and filled < lacking:
        typer.echo("The others were written meanwhile: run it again.", err=True)
    if unreadable := [key for part in parts for key in part.unreadable]:
        raise UnreadableItemsError(
            "\n  ".join([f"{len(unreadable)} items cannot be read; mend them in the table.", *unreadable])
        )
