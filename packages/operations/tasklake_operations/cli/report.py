"""The command that draws what the lake answers: report."""

import json
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from tasklake_operations.cli.lake_access import StackOption, lake_access
from tasklake_operations.cli.waiting import progress
from tasklake_operations.errors import OperationError
from tasklake_operations.stack import LOCAL_STACK

DAYS: Final = 90


class ReportError(OperationError):
    """The report cannot be written."""


class ReportFormat(StrEnum):
    HTML = "html"
    JSON = "json"


def add_to(app: typer.Typer) -> None:
    app.command()(report)


def report(
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help=f"The first UTC day; {DAYS} days ago if not given.", metavar="DATE"
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="File to write; report.html or report.json if not given.")
    ] = None,
    output: Annotated[ReportFormat, typer.Option("--format", help="What is written.")] = ReportFormat.HTML,
    stack: StackOption = LOCAL_STACK,
) -> None:
    """Write one page of charts over the lake that loads nothing; each has its SQL, its figures and their cost."""
    from tasklake_operations.report import PANELS, ask, page

    now = datetime.now(UTC)
    with lake_access(stack) as lake, progress() as bars:
        answered = ask(
            lake.sql,
            stack=stack,
            since=since.date() if since else first_day(now),
            now=now,
            usd_per_tb=usd_per_tb(lake.clients.client("athena").meta.region_name),
            names=bars.track(list(PANELS), description="Asking the lake"),
        )
    path = out or Path(f"report.{output}")
    write(
        path, page(answered) if output is ReportFormat.HTML else json.dumps(asdict(answered), indent=1) + "\n"
    )
    typer.echo(path)


def first_day(now: datetime) -> date:
    return (now - timedelta(days=DAYS)).date()


def usd_per_tb(region: str) -> float | None:
    """Return the list price of a terabyte scanned; None for a region that `tasklake cost` has no prices of."""
    from tasklake_operations.cost.data import Prices, regions

    return Prices(region).of("athena_scan") if region in regions() else None


def write(path: Path, text: str) -> None:
    """Write a file.

    Raises:
        ReportError: It cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ReportError(
            f"{path} cannot be written: {error.strerror}. Name another file with --out."
        ) from error
