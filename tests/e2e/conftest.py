import time
from collections.abc import Callable

import pytest


@pytest.fixture
def eventually() -> Callable[[Callable[[], object], object], None]:
    """Return a function that waits until a question has the expected answer."""

    def wait(ask: Callable[[], object], expected: object, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while (answer := ask()) != expected:
            assert time.monotonic() < deadline, f"still {answer!r}, not {expected!r}"
            time.sleep(0.2)

    return wait
