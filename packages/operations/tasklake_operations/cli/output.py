"""Standard output for what a command answers: all of it is written, or the command says why not."""

import io
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Final

import typer

from tasklake_operations.errors import OperationError

WRONG: Final = 3
"""The exit code of a command that found something; one that failed ends with 1, one that was misused with 2."""

BROKEN_PIPE: Final = 141
"""What a shell calls the end of a program that wrote to a reader who had gone: 128 and SIGPIPE."""


class OutputError(OperationError):
    """Standard output does not take what a command answers."""


def write_output(text: str, *, exact: bool = True) -> None:
    """Write text and see it out of this process; see `failing_output`.

    Args:
        text: All that the command answers.
        exact: Whether a program may read it; for people, letters that the encoding lacks are escaped.
    """
    with failing_output():
        encoding = sys.stdout.encoding or "utf-8"  # a StringIO has none
        if exact:
            text.encode(encoding)
        sys.stdout.write(text)
        sys.stdout.flush()


@contextmanager
def failing_output() -> Generator[None]:
    """Say why standard output is not written; who reads no further ends the command without a word.

    Raises:
        OutputError: Standard output is closed or full, or its encoding lacks a character.
        Exit: Nobody reads it any more.
    """
    if sys.stdout is None:  # as `>&-` leaves it
        raise OutputError("Standard output is closed.")
    try:
        yield
    except UnicodeEncodeError as error:
        letter = error.object[error.start]
        raise OutputError(
            f"Standard output is in {sys.stdout.encoding}, which has no {letter!a}. Set PYTHONIOENCODING=utf-8, "
            "or ask for JSON, which is plain ASCII."
        ) from error
    except OSError as error:
        discard_rest()
        if isinstance(error, BrokenPipeError):
            raise typer.Exit(BROKEN_PIPE) from error
        raise OutputError(f"Standard output cannot be written: {error.strerror}.") from error


def discard_rest() -> None:
    """Let nobody fail again over what is left in the buffer, Python's own end included."""
    with suppress(io.UnsupportedOperation):  # a test's has no descriptor
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
