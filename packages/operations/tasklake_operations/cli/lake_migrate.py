"""lake migrate: what is declared of the merged tables and that they do not have yet."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import typer

from tasklake_operations.cli.lake_access import StackOption, lake_access
from tasklake_operations.cli.rows import Format, FormatOption, print_rows, rows_of
from tasklake_operations.cli.waiting import waiting
from tasklake_operations.stack import LOCAL_STACK

if TYPE_CHECKING:
    from tasklake_operations.lake_migration import Addition

PENDING: Final = 1


def migrate(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit with 1 if columns are missing.")
    ] = False,
    output: FormatOption = Format.TABLE,
    stack: StackOption = LOCAL_STACK,
) -> None:
    """Add declared columns that the merged tables lack.

    Run it before the program that uses them is deployed; `tasklake up` does so by itself. It also tells the tables the
    `lake_snapshot_retention_days` that is deployed, which VACUUM keeps.
    """
    from tasklake_operations.lake_migration import add_columns, keep_snapshots, pending_additions

    with waiting("Comparing columns"), lake_access(stack, maintenance=True) as lake:
        outputs, glue = lake.outputs, lake.clients.client("glue")
        look = partial(pending_additions, glue, outputs.glue_database)
        pending = look()
        if not check:
            add_columns(lake.sql.execute, pending, look)
            keep_snapshots(
                lake.sql.execute, glue, outputs.glue_database, outputs.lake_snapshot_retention_days
            )
    print_additions(pending, "missing" if check else "added", output)
    if check and pending:
        raise typer.Exit(PENDING)


def print_additions(pending: Sequence["Addition"], state: str, output: Format) -> None:
    columns = {
        "table": [addition.table for addition in pending],
        "column": [addition.column.name for addition in pending],
        "type": [addition.column.type.glue for addition in pending],
        "state": [state] * len(pending),
    }
    print_rows(rows_of(columns), output)
