"""The command that draws what the lake answers: report."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from tasklake_operations.cli.lake_access import StackOption, lake_access
from tasklake_operations.cli.waiting import progress
from tasklake_operations.errors import OperationError
from tasklake_operations.stack import LOCAL_STACK

if TYPE_CHECKING:
    from rich.progress import Progress

    from tasklake_operations.report import Metered, Report

DAYS: Final = 90


class ReportError(OperationError):
    """The report cannot be written."""


class ReportFormat(StrEnum):
    HTML = "html"
    JSON = "json"


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
    from tasklake_operations.report import page

    with lake_access(stack) as lake, progress() as bars:
        region = lake.clients.client("athena").meta.region_name
        answers = answered(lake.sql, region, stack=stack, since=since, bars=bars)
    path = out or Path(f"report.{output}")
    write(
        path, page(answers) if output is ReportFormat.HTML else json.dumps(asdict(answers), indent=1) + "\n"
    )
    typer.echo(path)


def answered(
    lake: "Metered", region: str, *, stack: str, since: datetime | None = None, bars: "Progress | None" = None
) -> "Report":
    """Ask what a report shows, of the last days where no first one is given; see `ask`."""
    from tasklake_operations.report import PANELS, ask

    now = datetime.now(UTC)
    return ask(
        lake,
        stack=stack,
        since=(since or now - timedelta(days=DAYS)).date(),
        now=now,
        usd_per_tb=usd_per_tb(region),
        names=bars.track(list(PANELS), description="Asking the lake") if bars else PANELS,
    )


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
