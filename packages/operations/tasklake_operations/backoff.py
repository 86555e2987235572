"""How long to wait before a retry, or before a question is asked again."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Exponential, with jitter: from half of the time up to all of it."""

    initial_seconds: float = 0.25
    maximum_seconds: float = 30.0

    def seconds(self, attempt: int) -> float:
        """Return the wait before the nth retry, the first being 1."""
        # Beyond 2**30 any delay is over its maximum, and a float would overflow in the end.
        longest = min(self.maximum_seconds, self.initial_seconds * 2.0 ** min(attempt - 1, 30))
        return random.uniform(longest / 2, longest)  # noqa: S311 - jitter is no secret
