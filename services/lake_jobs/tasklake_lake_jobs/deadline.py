"""The end of a run that would not end in time."""

import signal
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from aws_lambda_powertools.utilities.typing import LambdaContext

from tasklake_operations.verification import Progress

RESERVED_SECONDS: Final = 30
"""What the end of a run may take: its threads, its query, its result."""


class OutOfTimeError(Exception):
    """The run would outlast the function."""


@contextmanager
def deadline(context: LambdaContext, what_to_do: str) -> Generator[Progress]:
    """Yield what a comparison is to tell its way to; once the time is over, the block ends with an OutOfTimeError.

    The main thread is interrupted, whatever it waits for. Threads beside it end when they tell of their next step.

    Args:
        context: Of the invocation, which has the time that is left.
        what_to_do: The end of the error's message.
    """
    seconds = context.get_remaining_time_in_millis() / 1000 - RESERVED_SECONDS
    ends = time.monotonic() + seconds
    error = OutOfTimeError(
        f"Not through after {seconds:.0f} s, which is all that a function has. {what_to_do}"
    )

    def interrupt(*_: object) -> None:
        raise error

    def advance(_: int) -> None:
        if time.monotonic() > ends:
            raise error

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))
    try:
        yield lambda _description, _total: advance
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
