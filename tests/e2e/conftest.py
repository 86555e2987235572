import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tasklake_operations.stack import LOCAL_STACK
from tests.e2e.shell import Shell
from tests.e2e.system.stack_under_test import stack_name
from tests.e2e.verdict import Verdict

DEPLOYED_SECONDS = 420
"""The longest batch window, and what a cold start, a first retry and Athena may take."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--stack", default=LOCAL_STACK, metavar="NAME", help="deployed stack to test; costs money"
    )


def pytest_configure(config: pytest.Config) -> None:
    if stack_name(config) != LOCAL_STACK:
        config.pluginmanager.register(Verdict(stack_name(config)))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Against a deployed stack, run what asks for a stack and not for the local system."""
    if stack_name(config) != LOCAL_STACK:
        local = pytest.mark.skip(reason="uses what only the local system has")
        for item in items:
            names: list[str] = getattr(item, "fixturenames", [])
            if "stack" not in names or "system" in names:
                item.add_marker(local)


@pytest.fixture(scope="session")
def eventually(pytestconfig: pytest.Config) -> Callable[[Callable[[], object], object], None]:
    """Return a function that waits until a question has the expected answer."""
    # Each look at a deployed lake is billed.
    longest, between = (DEPLOYED_SECONDS, 3) if stack_name(pytestconfig) != LOCAL_STACK else (30, 0.2)

    def wait(ask: Callable[[], object], expected: object, seconds: float = longest) -> None:
        deadline = time.monotonic() + seconds
        while (answer := ask()) != expected:
            assert time.monotonic() < deadline, f"still {answer!r}, not {expected!r}"
            time.sleep(between)

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
