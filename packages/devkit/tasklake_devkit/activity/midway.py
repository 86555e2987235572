"""Something done while an activity is replayed."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Self


@dataclass(frozen=True, slots=True)
class Interlude[Result]:
    """What was done, and how many rows had been answered when it began and when it was over."""

    result: Result
    first_row: int
    last_row: int


class Midway[Result]:
    """Does its work in a thread of its own from the moment on when half of the rows are answered.

    Leaving the context waits for the end of the work.
    """

    def __init__(self, rows: int, work: Callable[[], Result]) -> None:
        self._half = (rows + 1) // 2
        self._work = work
        self._answered = 0
        self._counting = Lock()
        self._thread = ThreadPoolExecutor(1, "midway")
        self._interlude: Future[Interlude[Result]] = Future()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown()

    def count_answer(self) -> None:
        """Take note of an answered row; may be called by several threads."""
        with self._counting:
            self._answered += 1
            if self._answered == self._half:
                self._interlude = self._thread.submit(self._do)

    def interlude(self) -> Interlude[Result]:
        """Return what was done once it is over; all rows must have been answered.

        Raises:
            Exception: Whatever the work raised.
        """
        return self._interlude.result()

    def _do(self) -> Interlude[Result]:
        first_row = self._answered
        return Interlude(self._work(), first_row, self._answered)
