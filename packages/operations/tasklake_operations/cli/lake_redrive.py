"""lake redrive: what was given up or not understood, delivered again."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import typer

from tasklake_operations.cli.lake_access import ApplyOption, StackOption, stack_access
from tasklake_operations.cli.rows import Format, FormatOption, print_rows, rows_of
from tasklake_operations.cli.waiting import progress
from tasklake_operations.errors import OperationError
from tasklake_operations.stack import LOCAL_STACK

if TYPE_CHECKING:
    from tasklake_operations.redrive import Outcome


class NotRedrivenError(OperationError):
    """At least one object stays where it is."""


def redrive(
    *,
    apply: ApplyOption = False,
    output: FormatOption = Format.TABLE,
    stack: StackOption = LOCAL_STACK,
) -> None:
    """Deliver given-up batches and quarantined records again, once the fault is mended.

    They are the objects of the failure buckets. One is deleted when its function has taken all of it. Running it twice,
    or beside another run, does no harm.
    """
    from tasklake_operations.erasure_ledger import ErasureLedger
    from tasklake_operations.redrive import Redrive, invoke

    with stack_access(stack) as (outputs, clients), progress() as bars:
        run = Redrive(
            clients.client("s3"),
            partial(invoke, clients.client("lambda")),
            ErasureLedger(clients.client("dynamodb"), outputs.erasure_ledger),
            outputs,
        )
        sources = run.objects()
        start = time.monotonic()
        steps = run.deliver(sources) if apply else run.inspect(sources)
        description = "Redriving" if apply else "Reading"
        outcomes = list(bars.track(steps, total=len(sources), description=description))
        seconds = time.monotonic() - start
    print_outcomes(outcomes, output)
    for line in summary(outcomes, seconds if apply else None):
        typer.echo(line, err=True)
    if stays := [outcome for outcome in outcomes if not outcome.is_done]:
        raise NotRedrivenError(
            "\n  ".join([f"Objects that stay: {len(stays)} of {len(outcomes)}.", *map(complaint, stays)])
        )


def print_outcomes(outcomes: Sequence["Outcome"], output: Format) -> None:
    now = datetime.now(UTC)
    columns = {
        "object": [str(outcome.source) for outcome in outcomes],
        "records": [outcome.records for outcome in outcomes],
        "age_hours": [
            outcome.oldest and round((now - outcome.oldest).total_seconds() / 3600, 1) for outcome in outcomes
        ],
        "reasons": [counted(outcome.reasons) for outcome in outcomes],
        "left_out": [outcome.left_out for outcome in outcomes],
        "state": [outcome.state for outcome in outcomes],
    }
    print_rows(rows_of(columns), output)


def summary(outcomes: Sequence["Outcome"], seconds: float | None) -> Iterator[str]:
    """Yield what a run comes to as a whole.

    Args:
        outcomes: Of all objects.
        seconds: What the delivery took; None if there was none.
    """
    if seconds is None:
        if records := sum(outcome.records for outcome in outcomes if outcome.is_done):
            yield f"Records to deliver: {records}. `--apply` does it."
        return
    delivered = sum(outcome.delivered for outcome in outcomes)
    yield f"Records delivered: {delivered} in {seconds:.1f} s, {delivered / seconds:.0f} rows per second."
    if left_out := sum(outcome.left_out for outcome in outcomes):
        yield f"Changes of erased users left out: {left_out}."


def complaint(outcome: "Outcome") -> str:
    problem = outcome.problem or f"quarantined again: {counted(Counter(outcome.quarantined.values()))}"
    return f"{outcome.source}: {problem}"


def counted(reasons: Counter[str]) -> str:
    return ", ".join(f"{reason} ({count})" for reason, count in reasons.most_common())
