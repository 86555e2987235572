"""How far all of a shard is done, when not all of it is done in order."""

from collections import deque
from collections.abc import Callable, Iterable
from threading import Lock


class Frontier:
    """The position up to which every record is done; it moves on when what is outstanding before it is done."""

    def __init__(self, save: Callable[[str], None]) -> None:
        """Begin with nothing read.

        Args:
            save: Told each position that is reached.
        """
        self._save = save
        self._lock = Lock()
        self._outstanding: deque[tuple[str, int | None]] = deque()
        self._done: dict[int, int] = {}

    @property
    def is_clear(self) -> bool:
        """Whether everything read is done."""
        return not self._outstanding

    def read(self, records: Iterable[tuple[str, int | None]]) -> None:
        """Note records by sequence number, in order, with the lane that is to do them; None needs nothing done."""
        with self._lock:
            self._outstanding.extend(records)
            self._move_on()

    def done(self, lane: int, sequence_number: str) -> None:
        """Note that a lane has done all of its records up to this one."""
        with self._lock:
            self._done[lane] = int(sequence_number)
            self._move_on()

    def _move_on(self) -> None:
        reached = None
        while self._outstanding:
            number, lane = self._outstanding[0]
            if lane is not None and int(number) > self._done.get(lane, -1):
                break
            reached = number
            self._outstanding.popleft()
        if reached is not None:
            self._save(reached)
