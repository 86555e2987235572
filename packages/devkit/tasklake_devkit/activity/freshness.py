"""How soon a change that the API answered is visible in the lake."""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Condition, Event
from typing import Final, Protocol, Self

from rich.progress import Progress

from tasklake_devkit.activity.distribution import Distribution, distribution_of
from tasklake_devkit.activity.errors import CatchUpTimeoutError
from tasklake_devkit.activity.requester import TaskVersion

POLL_SECONDS: Final = 0.2


class EventObjects(Protocol):
    """The objects that hold the rows of `task_events`."""

    def list_new(self) -> Sequence[str]:
        """Return the keys of objects that appeared since the last call, or since the start."""
        ...

    def read(self, key: str) -> Sequence[TaskVersion]:
        """Return the change of each row of an object."""
        ...


class FreshnessWatcher:
    """Notes when changes become visible, from entering its context to leaving it."""

    def __init__(self, event_objects: EventObjects) -> None:
        self._event_objects = event_objects
        self._visible_at: dict[TaskVersion, float] = {}
        self._looked_at = 0.0
        self._changed = Condition()
        self._stopped = Event()
        self._thread = ThreadPoolExecutor(1, "freshness")

    def __enter__(self) -> Self:
        self._watching = self._thread.submit(self._watch)
        self._watching.add_done_callback(self._wake_up)
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.shutdown()

    def wait_for(
        self, answered_at: Mapping[TaskVersion, float], *, patience_seconds: float, progress: Progress
    ) -> Distribution:
        """Return how long after its answer each change became visible, once all are.

        Args:
            answered_at: When the API answered each change, on the monotonic clock.
            patience_seconds: How long none of them may become visible, up to the start of the last look at the lake.
            progress: Shows how many are visible.

        Raises:
            CatchUpTimeoutError: Patience ran out; the message says how many changes are missing.
        """
        missing = set(answered_at)
        bar = progress.add_task("Waiting for the lake", total=len(missing))
        deadline = time.monotonic() + patience_seconds
        with self._changed:
            while missing:
                if found := missing & self._visible_at.keys():
                    missing -= found
                    deadline = time.monotonic() + patience_seconds
                    progress.advance(bar, len(found))
                elif self._watching.done():
                    self._watching.result()
                elif self._looked_at < deadline:
                    self._changed.wait()
                else:
                    raise CatchUpTimeoutError(
                        f"{len(missing)} of {len(answered_at)} changes are not in the lake after another "
                        f"{patience_seconds:g} s, among them version {min(missing).version} of task "
                        f"{min(missing).task_id}; see the log of the stream ETL function"
                    )
        return distribution_of(
            max(0.0, self._visible_at[change] - answered) for change, answered in answered_at.items()
        )

    def _watch(self) -> None:
        while not self._stopped.wait(POLL_SECONDS):
            looks_at = time.monotonic()
            keys = self._event_objects.list_new()
            listed_at = time.monotonic()
            for key in keys:
                changes = self._event_objects.read(key)
                with self._changed:
                    for change in changes:
                        self._visible_at.setdefault(change, listed_at)
                    self._changed.notify_all()
            with self._changed:
                # Patience is measured by looks: a busy machine, which looks late, has not waited in vain.
                self._looked_at = looks_at
                self._changed.notify_all()

    def _wake_up(self, _: Future[None]) -> None:
        with self._changed:
            self._changed.notify_all()
