"""lake verify: whether the lake says what the table says."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from tasklake_operations.cli.lake_access import LakeAccess, StackOption, lake_access
from tasklake_operations.cli.output import WRONG
from tasklake_operations.cli.rows import Format, FormatOption, print_rows
from tasklake_operations.cli.waiting import progress, shown_on
from tasklake_operations.stack import LOCAL_STACK

if TYPE_CHECKING:
    from rich.progress import Progress

    from tasklake_operations.verification import Comparison, Verification

SettleOption = Annotated[
    float | None,
    typer.Option(
        help="How long after a write the lake may be without it; the stack's batch window and half a minute "
        "if not given.",
        metavar="SECONDS",
        min=0,
    ),
]


def verify(
    settle: SettleOption = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="Hold the lake against the raw events that arrived since this UTC day; against all if not given.",
            metavar="DATE",
        ),
    ] = None,
    output: FormatOption = Format.TABLE,
    stack: StackOption = LOCAL_STACK,
) -> None:
    """Compare the table with the lake and name every difference, in every column and version that analysts can see.

    Writers may go on: what they do meanwhile is no difference. What differs is looked at again once the lake has had
    time to settle.

    Exits with 0 if table and lake agree, 3 if they differ, 1 if the comparison failed, and 2 if it was misused.
    """
    from tasklake_operations.verification import difference_rows, summary

    if since is not None and since.date() > datetime.now(UTC).date():
        raise typer.BadParameter("The day has not come yet (UTC).", param_hint="--since")
    with (
        lake_access(stack, maintenance=True) as lake,
        progress() as bars,
        compared(lake, bars, settle, since and since.date()) as (_, comparison),
    ):
        pass
    print_rows(difference_rows(comparison.differences), output)
    for line in summary(comparison):
        typer.echo(line, err=True)
    if comparison.differences:
        raise typer.Exit(WRONG)


@contextmanager
def compared(
    lake: LakeAccess, bars: "Progress", settle: float | None, since: date | None = None
) -> "Generator[tuple[Verification, Comparison]]":
    """Yield a finished comparison of a stack's table and lake; within the block it knows each item that differs."""
    from tasklake_operations.verification import SETTLE_MARGIN_SECONDS, TableItems, comparing

    batch_window = lake.outputs.etl_batch_window_seconds
    settle_seconds = batch_window + SETTLE_MARGIN_SECONDS if settle is None else settle
    with comparing(
        TableItems(lake.clients.client("dynamodb"), lake.outputs.table_name),
        lake.sql,
        windows=lake.outputs.lake_windows,
        settle=partial(wait, settle_seconds, bars),
        progress=shown_on(bars),
        since=since,
    ) as verification:
        yield verification, verification.run()


def wait(seconds: float, bars: "Progress") -> None:
    """Let time pass, visibly."""
    bar = bars.add_task("Letting the lake settle", total=seconds)
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        bars.update(bar, completed=seconds - left)
        time.sleep(min(left, 0.5))
    bars.update(bar, completed=seconds)
