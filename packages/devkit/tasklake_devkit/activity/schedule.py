"""Which step comes next when several threads work an activity off."""

import heapq
from collections import deque
from collections.abc import Iterable
from threading import Condition

from tasklake_devkit.activity.mapping import Step


class Schedule:
    """Hands steps out in file order, but never a step of an object before its last one is finished.

    A thread takes a step, works it off and finishes it; `stop` ends the hand-out early.
    """

    def __init__(self, steps: Iterable[Step]) -> None:
        self._waiting: dict[str, deque[Step]] = {}
        for step in steps:
            self._waiting.setdefault(step.activity.object, deque()).append(step)
        # A heap of the objects nobody works on, by the line of their next step.
        self._ready = [(waiting[0].activity.line, name) for name, waiting in self._waiting.items()]
        heapq.heapify(self._ready)
        self._in_work = 0
        self._stopped = False
        self._changed = Condition()

    def take(self) -> Step | None:
        """Return the next step, waiting while every object left is in work; None when there is no more."""
        with self._changed:
            while not self._ready and self._in_work and not self._stopped:
                self._changed.wait()
            if self._stopped or not self._ready:
                return None
            _, name = heapq.heappop(self._ready)
            self._in_work += 1
            return self._waiting[name].popleft()

    def finish(self, step: Step) -> None:
        """Make the object's next step ready."""
        name = step.activity.object
        with self._changed:
            self._in_work -= 1
            if waiting := self._waiting.get(name):
                heapq.heappush(self._ready, (waiting[0].activity.line, name))
            self._changed.notify_all()

    def stop(self) -> None:
        """Let every thread that takes a step from now on, or waits for one, get None."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
