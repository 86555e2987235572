import signal
from pathlib import Path
from typing import Final

import pytest

SHARING: Final = {
    Path("tests/infrastructure/bundle"),
    Path("tests/e2e/system"),
}
"""Folders whose tests share what takes seconds to make, and so stay with one worker."""


def pytest_configure() -> None:
    """Let Ctrl-C reach what the tests start: a shell that runs them in the background has it ignored, for children too."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Hand tests to the workers by file, or by folder where a folder shares its fixtures."""
    for item in items:
        file = item.path.relative_to(config.rootpath)
        group = file.parent if file.parent in SHARING else file
        item.add_marker(pytest.mark.xdist_group(str(group)))
