"""The commands that bring users and tasks into a stack, and out of it: import, export."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tasklake_operations.cli.lake_access import StackOption, stack_access
from tasklake_operations.cli.output import write_output
from tasklake_operations.errors import OperationError
from tasklake_operations.stack import LOCAL_STACK, StackOutputs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasklake_operations.bulk import Import, Outcome
    from tasklake_operations.clients import Clients


class RefusedLinesError(OperationError):
    """Lines of a file were not imported."""


class ExportError(OperationError):
    """The file of an export cannot be written."""


def import_(
    file: Annotated[
        typer.FileBinaryRead, typer.Argument(help="JSON Lines of `tasklake export`; - is standard input.")
    ],
    *,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the times and versions of the file; ids are kept anyway.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Ask the table what it would take, and write nothing.")
    ] = False,
    stack: StackOption = LOCAL_STACK,
) -> None:
    """Bring users and tasks into the table, one JSON object a line; what is there already stays as it is.

    A line that is refused is named with the reason, and the others go on. Run it again after an interrupt or once the
    lines are mended: what is there and equal is skipped. Accounts to sign in with are not imported: a user's id is the
    account's `sub`.

    Exits with 0 if no line is refused, and 1 otherwise.
    """
    with stack_access(stack) as (outputs, clients):
        report(import_into(outputs, clients, keep=keep, dry_run=dry_run).run(file), dry_run=dry_run)


def import_into(outputs: StackOutputs, clients: "Clients", *, keep: bool, dry_run: bool) -> "Import":
    from tasklake.models import new_task_id, utc_now
    from tasklake_operations.bulk import Import, Writing
    from tasklake_operations.erasure_ledger import ErasureLedger

    dynamodb = clients.client("dynamodb")
    return Import(
        client=dynamodb,
        table_name=outputs.table_name,
        ledger=ErasureLedger(dynamodb, outputs.erasure_ledger),
        writing=Writing(
            utc_now(), outputs.table_generation, request_id=f"import-{new_task_id()}", is_kept=keep
        ),
        is_rehearsal=dry_run,
    )


def report(outcomes: "Iterable[Outcome]", *, dry_run: bool) -> None:
    """Name the refused lines as they come, and count all, also those of an import that is cut off."""
    from tasklake_operations.bulk import Verdict

    counts: Counter[Verdict] = Counter()
    try:
        for outcome in outcomes:
            counts[outcome.verdict] += 1
            if outcome.verdict is Verdict.REFUSED:
                typer.echo(f"line {outcome.number}: {outcome.reason}", err=True)
    finally:
        told = "Would be imported" if dry_run else "Imported"
        typer.echo(
            f"{told}: {counts[Verdict.IMPORTED]:,}, skipped: {counts[Verdict.SKIPPED]:,}, "
            f"refused: {counts[Verdict.REFUSED]:,}."
        )
    if counts[Verdict.REFUSED]:
        raise RefusedLinesError("Mend the lines named above, or take them out, and run it again.")


def export(
    out: Annotated[
        Path | None, typer.Option(help="File to write; standard output if not given.", metavar="FILE")
    ] = None,
    stack: StackOption = LOCAL_STACK,
) -> None:
    """Print the active users and their tasks as JSON Lines, what `tasklake import` takes.

    What is written meanwhile may be in it or not. Who is being erased is left out.
    """
    from tasklake.repository.dynamodb_tasks import DynamoDBTaskRepository
    from tasklake.repository.dynamodb_users import DynamoDBUserRepository
    from tasklake_operations.bulk import exported

    with stack_access(stack) as (outputs, clients):
        dynamodb, table = clients.client("dynamodb"), outputs.table_name
        lines = exported(DynamoDBUserRepository(dynamodb, table), DynamoDBTaskRepository(dynamodb, table))
        if out is None:
            for part in lines:
                write_output(part.decode())
        else:
            write_file(out, lines)


def write_file(path: Path, parts: "Iterable[bytes]") -> None:
    """Replace a file as a whole, so that half an export is never taken for one.

    Raises:
        ExportError: It cannot be written.
    """
    fresh = path.with_name(f"{path.name}.new")
    try:
        with fresh.open("wb") as file:
            file.writelines(parts)
        fresh.replace(path)
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror}.") from error
