import signal
from pathlib import Path
from typing import Final, override

import pytest
from xdist.remote import Producer  # pyright: ignore[reportMissingTypeStubs]  # typed, but without py.typed
from xdist.scheduler import LoadScopeScheduling  # pyright: ignore[reportMissingTypeStubs]  # as above

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


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FolderOrFileScheduling:
    return FolderOrFileScheduling(config, log)
