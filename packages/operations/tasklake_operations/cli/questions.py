"""The commands about the questions that the program saves: query, queries."""

from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import typer

from tasklake_operations.cli.lake_access import StackOption
from tasklake_operations.cli.rows import Format, FormatOption, print_rows, rows_of
from tasklake_operations.cli.sql import ParameterOption, ask
from tasklake_operations.stack import LOCAL_STACK

if TYPE_CHECKING:
    from tasklake_lake.statements import Statement


def query(
    name: Annotated[str, typer.Argument(help="The question's name; `tasklake queries` lists them.")],
    parameter: ParameterOption = None,
    output: FormatOption = Format.TABLE,
    stack: StackOption = LOCAL_STACK,
) -> None:
    """Ask the lake one of the saved questions."""
    from tasklake_operations.athena import SqlError

    question = question_of(name)
    given = parameter or []
    if len(given) != question.sql.count("?"):
        takes = question.parameters or "none"
        raise typer.BadParameter(
            f"{len(given)} given; {name} takes {takes.rstrip('.')}.", param_hint="--parameter"
        )
    try:
        ask(question.sql, given, output, stack)
    except SqlError as error:
        if given:
            error.add_note(
                f"Given {', '.join(given)}; {name} takes {question.parameters.rstrip('.')}. A text or a day has "
                "single quotes of its own: --parameter \"'2026-03-01'\"."
            )
        raise


def queries(output: FormatOption = Format.TABLE) -> None:
    """List the saved questions: what each answers, its parameters, and what it scans."""
    asked = questions()
    columns = {
        "name": [each.name for each in asked],
        "answers": [each.description for each in asked],
        "parameters": [each.parameters for each in asked],
        "scans": [each.scans for each in asked],
    }
    print_rows(rows_of(columns), output)


def question_of(name: str) -> "Statement":
    known = {each.name: each for each in questions()}
    if name not in known:
        near = get_close_matches(name, known, n=3, cutoff=0.5)
        hint = f"Did you mean {', '.join(near)}?" if near else "`tasklake queries` lists them."
        raise typer.BadParameter(f"There is no question {name}. {hint}", param_hint="NAME")
    return known[name]


def questions() -> "list[Statement]":
    from tasklake_lake.statements import statements

    asked = [*statements("queries"), *statements("prepared")]
    return sorted(asked, key=lambda each: each.name)
