import atexit
import gc
import os
import signal
import time
from collections.abc import Generator
from pathlib import Path
from typing import Final, override

import pytest
from hypothesis import settings
from xdist.remote import Producer  # pyright: ignore[reportMissingTypeStubs]  # typed, but without py.typed
from xdist.scheduler import LoadScopeScheduling  # pyright: ignore[reportMissingTypeStubs]  # as above

# The same examples each time, so that it is a change that makes a test fail; a busy machine is no reason.
settings.register_profile("fixed", derandomize=True, deadline=None, max_examples=100)
settings.register_profile("changing", print_blob=True, deadline=None, max_examples=1000)
settings.load_profile("fixed")

STANDARD_ERROR: Final = 2

SHARING: Final = {
    "tests/e2e/system",
    "tests/infrastructure",
    "tests/infrastructure/policy_pack",
    "tests/integration/lake/analysts",
    "tests/integration/operations/verification",
}
"""Folders whose tests share what takes seconds to make, and so stay with one worker."""


class FolderOrFileScheduling(LoadScopeScheduling):
    """Hands tests to the workers by file, or by folder where a folder shares its fixtures.

    xdist's own way to say so, the mark xdist_group, has no effect from pytest 9.2 on (pytest-xdist issue 1386).
    """

    @override
    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        folder = str(Path(file).parent)
        return folder if folder in SHARING else file


@pytest.fixture
def in_auckland(monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """Let the machine's zone be one in which another day begins while it is noon in UTC."""
    with monkeypatch.context() as machine:
        machine.setenv("TZ", "Pacific/Auckland")
        time.tzset()
        yield
    time.tzset()


def pytest_configure() -> None:
    """Let Ctrl-C reach what the tests start: a shell that runs them in the background has it ignored, for children too."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep the garbage collector from what stays to the end: it would look through all of it, again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        # A Pulumi program makes tens of thousands of objects that stay until it ends.
        gc.set_threshold(20_000)
        gc.enable()


def pytest_unconfigure() -> None:
    """Let the result be the last words: what is printed when the interpreter ends comes too late to say anything of it.

    DuckDB's binding would report everything that a module still holds then as a leak of its own, in forty lines.
    Hypothesis holds some of it in the garbage collector, a failed Pulumi program in its event loop.
    """
    atexit.register(os.dup2, os.open(os.devnull, os.O_WRONLY), STANDARD_ERROR)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FolderOrFileScheduling:
    return FolderOrFileScheduling(config, log)
