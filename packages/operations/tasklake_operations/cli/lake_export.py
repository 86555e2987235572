"""lake export: what the lake has of a user."""

from typing import Annotated

import typer

from tasklake_operations.cli.lake_access import StackOption, lake_access
from tasklake_operations.cli.rows import Format, print_rows
from tasklake_operations.stack import LOCAL_STACK


def export(
    user: Annotated[str, typer.Argument(help="The user's id.", metavar="USER")],
    stack: StackOption = LOCAL_STACK,
) -> None:
    """Print every row that the lake has of a user, as JSON Lines with the name of its relation.

    A change stands in the event table, as often as it came, and merged in the history; the newest in the states, too.
    """
    import pyarrow as pa

    from tasklake_operations.lake_erasure import rows_of_user

    rows = 0
    with lake_access(stack, maintenance=True) as lake:
        for batch in rows_of_user(lake.sql, user):
            rows += batch.num_rows
            print_rows(pa.Table.from_batches([batch]), Format.JSON)
    typer.echo(f"Rows: {rows:,}.", err=True)
