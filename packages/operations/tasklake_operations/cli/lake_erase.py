"""lake erase: what the lake still has of erased users goes."""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.filesize import decimal

from tasklake_operations.cli.lake_access import StackOption, lake_access
from tasklake_operations.cli.rows import Format, FormatOption, print_rows, rows_of
from tasklake_operations.cli.waiting import waiting
from tasklake_operations.stack import LOCAL_STACK

if TYPE_CHECKING:
    from tasklake_operations.lake_erasure import Batch, Erasure


def add_to(app: typer.Typer) -> None:
    app.command()(erase)


def erase(
    users: Annotated[
        list[str] | None,
        typer.Argument(help="Ids of erased users; all those of the ledger if none is given.", metavar="USER"),
    ] = None,
    output: FormatOption = Format.TABLE,
    stack: StackOption = LOCAL_STACK,
) -> None:
    """Take everything out of the lake that it has of erased users.

    Writers, maintenance and verification may go on. A run that ends anywhere is finished by the next one. What old
    snapshots and old versions of objects still have goes by itself: docs/privacy.md says when.
    """
    from tasklake_operations.lake_erasure import (
        ErasureLedger,
        LakeErasure,
        RawObjects,
        quiet_for,
        subjects_of,
    )
    from tasklake_operations.verification import TableItems

    with lake_access(stack, maintenance=True) as lake:
        dynamodb, outputs = lake.clients.client("dynamodb"), lake.outputs
        ledger = ErasureLedger(dynamodb, outputs.erasure_ledger)
        now, start = datetime.now(UTC), time.monotonic()
        erasures = subjects_of(ledger, TableItems(dynamodb, outputs.table_name), users or ())
        raw = RawObjects(lake.clients.client("s3"), outputs.lake_bucket)
        run = LakeErasure(lake.sql, raw, outputs.lake_windows)
        with waiting("Erasing"):
            run.run([each.user_id for each in erasures], now)
        quiet = [each for each in erasures if now - each.erased_at >= quiet_for(outputs.lake_windows)]
        ledger.mark([each for each in quiet if not each.left_lake], now)
    print_erasures(erasures, quiet, output)
    for line in summary(run.batch, time.monotonic() - start):
        typer.echo(line, err=True)


def print_erasures(erasures: "Sequence[Erasure]", quiet: "Sequence[Erasure]", output: Format) -> None:
    columns: dict[str, list[object]] = {
        "user_id": [each.user_id for each in erasures],
        "erased_at": [each.erased_at.replace(tzinfo=None) for each in erasures],
        "state": ["gone" if each in quiet else "gone, looked for again" for each in erasures],
    }
    print_rows(rows_of(columns), output)


def summary(batch: "Batch", seconds: float) -> Iterator[str]:
    yield f"Event objects rewritten: {batch.objects:,}. Rows found in merged tables: {batch.rows:,}."
    if batch.expired:
        yield f"Event objects that were older than the tables reach: {batch.expired:,}."
    scanned = decimal(batch.bytes_scanned)
    yield f"Statements: {batch.statements}, {scanned} scanned. Took {seconds:.1f} s."
