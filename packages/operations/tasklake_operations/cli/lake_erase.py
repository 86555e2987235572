"""lake erase: what the lake still has of erased users goes, and a search shows it."""

import time
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.filesize import decimal

from tasklake_operations.cli.lake_access import LakeAccess, StackOption, lake_access
from tasklake_operations.cli.output import WRONG
from tasklake_operations.cli.rows import Format, FormatOption, print_rows, rows_of
from tasklake_operations.cli.waiting import waiting
from tasklake_operations.stack import LOCAL_STACK

if TYPE_CHECKING:
    from tasklake_operations.lake_erasure import Finding, Run


def erase(
    *,
    users: Annotated[
        list[str] | None,
        typer.Argument(help="Ids of erased users; all those of the ledger if none is given.", metavar="USER"),
    ] = None,
    prove: Annotated[
        bool,
        typer.Option(
            "--prove", help="Change nothing: search every object of every bucket for the users' ids."
        ),
    ] = False,
    marker: Annotated[
        list[str] | None,
        typer.Option(help="With --prove: search for this text; may be repeated.", metavar="TEXT"),
    ] = None,
    output: FormatOption = Format.TABLE,
    stack: StackOption = LOCAL_STACK,
) -> None:
    """Take everything out of the lake that it has of erased users.

    Writers, maintenance and verification may go on. A run that ends anywhere is finished by the next one. What old
    snapshots and old versions of objects still have goes by itself: docs/privacy.md says when.

    With --prove, exits with 0 if nothing is found but what goes by itself, by the date that is named; else with 3.
    """
    if marker and not prove:
        raise typer.BadParameter("Only a search takes a text: add --prove.", param_hint="--marker")
    if any(not text for text in (*(users or ()), *(marker or ()))):
        raise typer.BadParameter("Nothing is in everything: give an id or a text.")
    with lake_access(stack, maintenance=True) as lake:
        if prove:
            search(lake, [*(users or ()), *(marker or ())], output)
        else:
            take_out(lake, users or (), output)


def take_out(lake: LakeAccess, users: Collection[str], output: Format) -> None:
    from tasklake_operations.lake_erasure import (
        ErasureLedger,
        LakeErasure,
        LeftoverError,
        RawObjects,
        erase_from_lake,
        summary,
    )

    dynamodb, outputs, start = lake.clients.client("dynamodb"), lake.outputs, time.monotonic()
    ledger = ErasureLedger(dynamodb, outputs.erasure_ledger)
    raw = RawObjects(lake.clients.client("s3"), outputs.lake_bucket)
    erasure = LakeErasure(lake.sql, raw, outputs.lake_windows)
    with waiting("Erasing"):
        run = erase_from_lake(
            dynamodb, outputs.table_name, ledger, erasure, now=datetime.now(UTC), named=users
        )
    print_erasures(run, output)
    for line in (*summary(run.batch), f"Took {time.monotonic() - start:.1f} s."):
        typer.echo(line, err=True)
    if run.leftovers:
        raise LeftoverError(run.leftovers)


def print_erasures(run: "Run", output: Format) -> None:
    columns: dict[str, list[object]] = {
        "user_id": [each.user_id for each in run.erasures],
        "erased_at": [each.erased_at.replace(tzinfo=None) for each in run.erasures],
        "state": ["gone" if each in run.quiet else "gone, to be looked for again" for each in run.erasures],
    }
    print_rows(rows_of(columns), output)


def search(lake: LakeAccess, texts: Collection[str], output: Format) -> None:
    from tasklake_operations.lake_erasure import ErasureLedger, LiveFiles, Markers, Proof

    s3, outputs, start = lake.clients.client("s3"), lake.outputs, time.monotonic()
    ledger = ErasureLedger(lake.clients.client("dynamodb"), outputs.erasure_ledger)
    sought = set(texts) or {each.user_id for each in ledger.erasures() if each.left_lake}
    if not sought:
        raise typer.BadParameter("No user of the ledger has left the lake yet: name one.", param_hint="USER")
    live = LiveFiles.of(lake.sql, lake.clients.client("glue"), s3, outputs.glue_database)
    proof = Proof(s3, outputs.lake_bucket, live, outputs.lake_snapshot_retention_days, datetime.now(UTC))
    with waiting("Searching"):
        findings = list(proof.search(list(buckets_of(lake)), Markers(sought)))
    print_findings(findings, output)
    seconds = time.monotonic() - start
    typer.echo(
        f"Searched for {len(sought)} texts: {proof.objects:,} versions of objects, {decimal(proof.size)} in {seconds:.1f} s, "
        f"{decimal(int(proof.size / seconds))}/s.",
        err=True,
    )
    if any(each.goes is None for each in findings):
        raise typer.Exit(WRONG)


def print_findings(findings: "Sequence[Finding]", output: Format) -> None:
    columns: dict[str, list[object]] = {
        "object": [each.version.url for each in findings],
        "version": [each.version.id for each in findings],
        "found_in": [each.place for each in findings],
        "goes_by": [each.goes and each.goes.date() for each in findings],
    }
    print_rows(rows_of(columns), output)


def buckets_of(lake: LakeAccess) -> Iterator[str]:
    """Yield every bucket of the stack."""
    outputs, athena = lake.outputs, lake.clients.client("athena")
    yield from (outputs.lake_bucket, outputs.failure_bucket, outputs.erasure_failure_bucket)
    for name in (outputs.workgroup, outputs.maintenance_workgroup):
        configuration = athena.get_work_group(WorkGroup=name)["WorkGroup"].get("Configuration", {})
        location = configuration.get("ResultConfiguration", {}).get("OutputLocation", "")
        yield location.removeprefix("s3://").partition("/")[0]
