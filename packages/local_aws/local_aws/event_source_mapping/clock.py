"""Time, and pauses that end early when the mapping stops."""

import time
from threading import Event
from typing import Protocol


class Clock(Protocol):
    """What the mapping knows of time."""

    @property
    def stopping(self) -> bool:
        """Whether the mapping is to stop."""
        ...

    def now(self) -> float:
        """Return the seconds since the epoch."""
        ...

    def pause(self, seconds: float) -> None:
        """Wait that long, or until the mapping is to stop."""
        ...


class StoppableClock:
    """The system's time."""

    def __init__(self) -> None:
        self._stop = Event()

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def now(self) -> float:
        return time.time()

    def pause(self, seconds: float) -> None:
        self._stop.wait(seconds)

    def stop(self) -> None:
        """End all pauses, those to come too."""
        self._stop.set()
