"""What is shown to those who wait; on standard error, so that rows stay alone."""

from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from rich.progress import Progress

    from tasklake_operations.verification import Advance
    from tasklake_operations.verification import Progress as Told


def progress() -> "Progress":
    """Return progress bars that count, tell the time and go when they are done; none where nobody watches."""
    from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn

    console = Console(stderr=True)
    return Progress(
        *Progress.get_default_columns(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def shown_on(bars: "Progress") -> "Told":
    """Return what a comparison tells its way to, so that each piece of work has a bar."""

    def begin(description: str, total: int) -> "Advance":
        return partial(bars.advance, bars.add_task(description, total=total))

    return begin


@contextmanager
def waiting(what: str) -> Generator[None]:
    """Show that something goes on while the block runs; nothing where nobody watches."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(what):
        yield
