import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklake_api.problems import ProblemError, ProblemType
from tasklake_api.rate_limit import RateLimiter

SECOND = 1_000_000_000


class Clock:
    def __init__(self) -> None:
        self.nanoseconds = 7 * SECOND

    def __call__(self) -> int:
        return self.nanoseconds

    def tick(self, seconds: float) -> None:
        self.nanoseconds += round(seconds * SECOND)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limiter(clock: Clock) -> RateLimiter:
    return RateLimiter(per_second=10, burst=3, clock=clock)


def admitted(limiter: RateLimiter, user_id: str, tries: int) -> int:
    count = 0
    for _ in range(tries):
        try:
            limiter.admit(user_id)
        except ProblemError:
            continue
        count += 1
    return count


def test_a_burst_passes_and_then_the_rate(limiter: RateLimiter, clock: Clock) -> None:
    assert admitted(limiter, "ada", 9) == 3
    clock.tick(0.099)
    assert admitted(limiter, "ada", 9) == 0
    clock.tick(0.001)
    assert admitted(limiter, "ada", 9) == 1
    clock.tick(0.2)
    assert admitted(limiter, "ada", 9) == 2


def test_a_bucket_fills_up_to_the_burst_and_no_further(limiter: RateLimiter, clock: Clock) -> None:
    admitted(limiter, "ada", 9)
    clock.tick(3600)
    assert admitted(limiter, "ada", 9) == 3


def test_who_is_refused_is_told_when_to_come_again(clock: Clock) -> None:
    limiter = RateLimiter(per_second=1, burst=1, clock=clock)
    limiter.admit("ada")
    clock.tick(0.5)
    with pytest.raises(ProblemError) as refused:
        limiter.admit("ada")
    assert refused.value.type is ProblemType.RATE_LIMITED
    assert refused.value.headers == {"Retry-After": "1"}
    clock.tick(0.5)
    limiter.admit("ada")


def test_the_users_remembered_are_those_admitted_last(clock: Clock) -> None:
    limiter = RateLimiter(per_second=1, burst=2, users_remembered=2, clock=clock)
    for user_id in ("ada", "bob", "ada", "eve"):
        limiter.admit(user_id)
    assert [admitted(limiter, user_id, 3) for user_id in ("ada", "eve", "bob")] == [0, 1, 2]


@given(st.integers(1, 5), st.integers(1, 5), st.lists(st.floats(0, 3), min_size=1, max_size=12))
def test_no_window_has_more_than_the_burst_and_what_the_rate_adds(
    per_second: int, burst: int, pauses: list[float]
) -> None:
    clock = Clock()
    limiter = RateLimiter(per_second=per_second, burst=burst, clock=clock)
    times: list[int] = []
    for pause in pauses:
        clock.tick(pause)
        times += [clock()] * admitted(limiter, "ada", burst + 1)
    for first, start in enumerate(times):
        for last in range(first, len(times)):
            added = (times[last] - start) // (SECOND // per_second)
            assert last - first + 1 <= burst + added
