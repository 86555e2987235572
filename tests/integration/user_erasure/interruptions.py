"""Crashes between any two calls of AWS: before one is made, or after it took effect and before its answer came."""

from collections.abc import Callable, Iterable
from threading import RLock


class Crash(Exception):  # noqa: N818  # it stands for the end of an execution environment, not for an error
    """The execution environment is gone."""


class Interruptions:
    """Counts down to the next crash.

    Args:
        countdowns: How many edges of calls each life gets past; after the last countdown, none ends any more.
        meanwhile: What somebody else does at every edge.
    """

    def __init__(self, countdowns: Iterable[int], meanwhile: Callable[[], None]) -> None:
        self._lock = RLock()
        self._countdowns = iter(countdowns)
        self._left = next(self._countdowns, None)
        self._meanwhile = meanwhile

    def pass_edge(self, **_: object) -> None:
        """Get past the beginning or the end of a call, or crash; fits botocore's events."""
        with self._lock:
            self._meanwhile()
            if self._left is None:
                return
            if not self._left:
                self._left = next(self._countdowns, None)
                raise Crash
            self._left -= 1


class InterruptedUserPool:
    def __init__(self, interruptions: Interruptions, *user_ids: str) -> None:
        self.user_ids = set(user_ids)
        self._interruptions = interruptions

    def delete_user(self, user_id: str) -> None:
        self._interruptions.pass_edge()
        self.user_ids.discard(user_id)
        self._interruptions.pass_edge()
