"""How often one user may call: a token bucket each, in the memory of this execution environment alone."""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from tasklake_api.problems import ProblemError, ProblemType

SECOND: Final = 1_000_000_000
USERS_REMEMBERED: Final = 10_000
"""Bounds the memory at about 2 MB; beyond it, the user admitted the longest time ago starts anew."""


class RateLimiter:
    """Lets `burst` requests of a user through at once, and `per_second` on average.

    A bucket is kept as the moment at which it will be full again, so that nothing runs while nobody calls, and in whole
    nanoseconds, so that no rounding adds up.
    """

    def __init__(
        self,
        *,
        per_second: int,
        burst: int,
        users_remembered: int = USERS_REMEMBERED,
        clock: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self._token = SECOND // per_second
        self._bucket = burst * self._token
        self._users_remembered = users_remembered
        self._clock = clock
        self._full_at: OrderedDict[str, int] = OrderedDict()

    def admit(self, user_id: str) -> None:
        """Take a token from the user's bucket.

        Raises:
            ProblemError: It holds none; `Retry-After` says in how many seconds it does.
        """
        now = self._clock()
        full_at = max(now, self._full_at.get(user_id, now)) + self._token
        wait = full_at - now - self._bucket
        if wait > 0:
            raise rate_limited(-(-wait // SECOND))
        self._full_at[user_id] = full_at
        self._full_at.move_to_end(user_id)
        if len(self._full_at) > self._users_remembered:
            self._full_at.popitem(last=False)


def rate_limited(seconds: int) -> ProblemError:
    return ProblemError(
        ProblemType.RATE_LIMITED,
        "You call more often than one user may; slow down, and try again after Retry-After seconds.",
        headers={"Retry-After": str(seconds)},
    )
