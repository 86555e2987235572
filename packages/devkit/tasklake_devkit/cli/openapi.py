"""The command about the API's description: openapi."""

from typing import Annotated

import typer

FAILED = 1


def openapi(
    *,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Write nothing; exit with 1 if the file is stale or a change breaks clients."
        ),
    ] = False,
    release: Annotated[
        bool,
        typer.Option("--release", help="Make the document the one that later ones are compared with."),
    ] = False,
) -> None:
    """Write the OpenAPI document that the API serves, and say what in it breaks clients of the released one."""
    from tasklake_api_document import openapi_document, openapi_text
    from tasklake_api_document.compatibility import breaking_changes
    from tasklake_api_document.files import RELEASED, SERVED, is_current, read_document

    if check and release:
        raise typer.BadParameter("--check writes nothing, and --release writes a file.")
    text = openapi_text()
    is_stale = not is_current(SERVED, text)
    is_first_release = release and not RELEASED.exists()
    breaks = [] if is_first_release else breaking_changes(read_document(RELEASED), openapi_document())
    for each in breaks:
        typer.echo(each, err=True)
    if check:
        if is_stale:
            typer.echo(f"{SERVED} is stale: run `tasklake openapi`.", err=True)
        if breaks:
            typer.echo(
                "Clients of the released document break. Take the changes back, or give the new behaviour a new path; "
                "if nobody depends on it, `tasklake openapi --release` accepts them.",
                err=True,
            )
        raise typer.Exit(FAILED if is_stale or breaks else 0)
    SERVED.write_text(text, encoding="utf-8")
    typer.echo(SERVED)
    if release:
        RELEASED.write_text(text, encoding="utf-8")
        typer.echo(RELEASED)
