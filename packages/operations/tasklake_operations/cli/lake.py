"""The operator's commands about the lake: `tasklake lake --help` lists them."""

import typer

from tasklake_operations.cli import (
    lake_erase,
    lake_export,
    lake_maintain,
    lake_migrate,
    lake_redrive,
    lake_repair,
    lake_verify,
)


def add_to(app: typer.Typer) -> None:
    lake = typer.Typer(
        name="lake", help="Keep the lake in order.", no_args_is_help=True, rich_markup_mode=None
    )
    lake_erase.add_to(lake)
    lake_export.add_to(lake)
    lake_maintain.add_to(lake)
    lake_migrate.add_to(lake)
    lake_redrive.add_to(lake)
    lake_repair.add_to(lake)
    lake_verify.add_to(lake)
    app.add_typer(lake)
