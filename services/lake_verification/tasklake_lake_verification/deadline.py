"""The end of a run that would not end in time."""

import signal
import time
from collections.abc import Generator
from contextlib import contextmanager

from tasklake_operations.verification import Progress


class OutOfTimeError(Exception):
    """The comparison would outlast the function."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The comparison is not through after {seconds:.0f} s, which is all that a function has. "
            "Table and lake have outgrown it: see lake-not-verified in the runbook."
        )


@contextmanager
def deadline(seconds: float) -> Generator[Progress]:
    """Yield what a comparison is to tell its way to; once the time is over, the block ends with an OutOfTimeError.

    The main thread is interrupted, whatever it waits for. Threads beside it end when they tell of their next step.
    """
    ends = time.monotonic() + seconds

    def interrupt(*_: object) -> None:
        raise OutOfTimeError(seconds)

    def advance(_: int) -> None:
        if time.monotonic() > ends:
            raise OutOfTimeError(seconds)

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))
    try:
        yield lambda _description, _total: advance
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
