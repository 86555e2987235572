"""Who uses the emulator's state folder, and whether the state in it was saved.

One file tells both. A running emulator holds a lock on it, which the operating system drops however the
emulator ends; and from the moment it answers until its state is saved, its process id stands in it.
"""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from local_aws.emulator.errors import StateInUseError, UncleanStopError


class StateLock:
    """The lock of a state folder."""

    def __init__(self, state_dir: Path) -> None:
        """Name the folder; nothing is written before `held`."""
        self._state_dir = state_dir
        self._path = state_dir / "lock"

    @contextmanager
    def held(self) -> Generator[int]:
        """Hold the lock by a descriptor; a child that inherits it goes on holding the lock after this context.

        Raises:
            StateInUseError: A running emulator holds it.
            UncleanStopError: The last emulator did not save its state.
        """
        self._state_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StateInUseError(
                    f"The local system in {self._state_dir} already runs, or still saves its state."
                ) from None
            self.refuse_unsaved()
            yield descriptor
        finally:
            os.close(descriptor)

    def refuse_unsaved(self) -> None:
        """Return when the state is saved.

        Raises:
            UncleanStopError: It is not.
        """
        if self._path.stat().st_size:
            raise UncleanStopError(
                f"The local system in {self._state_dir} ended before it saved its state: what its tables took since "
                "its last start is lost, and its buckets are newer. Drop both, then start again."
            )


def mark_unsaved(descriptor: int, pid: int) -> None:
    """Write down that a process has state to save; it empties the file when it has saved it."""
    os.pwrite(descriptor, f"{pid}\n".encode(), 0)
