import gc
import signal
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

SHARING: Final = {"tests/e2e/system"}
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


def pytest_configure() -> None:
    """Let Ctrl-C reach what the tests start: a shell that runs them in the background has it ignored, for children too."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_unconfigure() -> None:
    """Let the result be the last words.

    Hypothesis leaves a function in the garbage collector that keeps every module alive to the end of the process,
    which DuckDB's binding then reports as leaks of its own, in forty lines.
    """
    gc.callbacks[:] = [each for each in gc.callbacks if not each.__module__.startswith("hypothesis.")]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FolderOrFileScheduling:
    return FolderOrFileScheduling(config, log)
