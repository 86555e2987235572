"""Threads that run and end together."""

import logging
import time
from collections.abc import Callable
from threading import Thread

from local_aws.event_source_mapping.clock import StoppableClock

_log = logging.getLogger(__name__)


class ThreadGroup:
    """Threads that live by one clock: when one of them fails, all stop.

    Attributes:
        clock: Stops when the group does.
        error: What the first thread to fail raised.
    """

    def __init__(self, name: str) -> None:
        self.clock = StoppableClock()
        self.error: Exception | None = None
        self._name = name
        self._threads: list[Thread] = []

    def start(self, name: str, work: Callable[[], None]) -> None:
        """Run `work`, which returns soon after the clock has stopped."""

        def run() -> None:
            try:
                work()
            except Exception as error:  # noqa: BLE001 - nobody above a thread: the owner gets it
                _log.critical("%s stops: %s", self._name, error, exc_info=True)
                self.error = self.error or error
                self.clock.stop()

        # A daemon: an invocation that never ends must not keep the process from ending.
        thread = Thread(target=run, name=f"{self._name} {name}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def stop(self, timeout_seconds: float) -> None:
        """Stop the clock and return when every thread is gone.

        Raises:
            TimeoutError: One is not, in time.
        """
        self.clock.stop()
        deadline = time.monotonic() + timeout_seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
            if thread.is_alive():
                raise TimeoutError(f"{thread.name} still runs after {timeout_seconds} s")
