"""The command that looks at a stack from end to end: doctor."""

from typing import TYPE_CHECKING

import typer

from tasklake_operations.cli.lake_access import StackOption, lake_access
from tasklake_operations.cli.output import WRONG
from tasklake_operations.cli.rows import Format, FormatOption, print_rows, rows_of
from tasklake_operations.cli.waiting import progress
from tasklake_operations.stack import LOCAL_STACK, OutputsError, project_name, stack_config

if TYPE_CHECKING:
    from tasklake_operations.doctor import Finding


def doctor(output: FormatOption = Format.TABLE, stack: StackOption = LOCAL_STACK) -> None:
    """Look at a stack from end to end, and name what is wrong with the runbook's page that mends it.

    A throw-away user signs in, makes a task, finds it in the lake and is erased; nothing is left. It takes about two
    minutes: a task waits for the stack's batch window.

    Exits with 0 if nothing is wrong, 3 if something is, 1 if the stack could not be looked at, and 2 if it was misused.
    """
    from tasklake_operations.doctor import Health

    findings = findings_of(stack)
    print_rows(
        rows_of(
            {
                "check": [each.check for each in findings],
                "health": [str(each.health) for each in findings],
                "what": [each.what for each in findings],
                "page": [each.page and f"docs/runbook.md#{each.page}" for each in findings],
            }
        ),
        output,
    )
    wrong = sum(each.health is Health.WRONG for each in findings)
    unseen = sum(each.health is Health.NOT_SHOWN for each in findings)
    typer.echo(f"Wrong: {wrong}. Not shown: {unseen}.", err=True)
    if wrong:
        raise typer.Exit(WRONG)


def findings_of(stack: str) -> "list[Finding]":
    from tasklake_operations.doctor import TOTAL, Subject, examine, outputs_finding

    try:
        with lake_access(stack, maintenance=True) as access, progress() as bars:
            subject = Subject.of(
                stack,
                project=project_name(),
                config=stack_config(stack),
                outputs=access.outputs,
                clients=access.clients,
                lake=access.sql,
            )
            bar = bars.add_task("Examining the stack", total=TOTAL)
            return examine(subject, lambda: bars.advance(bar))
    except OutputsError as error:
        return [outputs_finding(error)]
