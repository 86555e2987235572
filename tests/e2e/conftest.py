import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.shell import Shell


@pytest.fixture(scope="session")
def eventually() -> Callable[[Callable[[], object], object], None]:
    """Return a function that waits until a question has the expected answer."""

    def wait(ask: Callable[[], object], expected: object, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while (answer := ask()) != expected:
            assert time.monotonic() < deadline, f"still {answer!r}, not {expected!r}"
            time.sleep(0.2)

    return wait


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    shell = Shell(tmp_path / "local state")
    yield shell
    for process in shell.started:
        if process.poll() is None:
            process.terminate()
            process.wait(60)
        if process.stdout:
            process.stdout.close()
