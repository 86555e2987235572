import io
from collections.abc import Iterator

import pytest
from rich.console import Console
from rich.progress import Progress

from tests.unit.devkit.activity.api_server import ApiServer


@pytest.fixture
def api() -> Iterator[ApiServer]:
    with ApiServer() as server:
        yield server


@pytest.fixture
def progress() -> Progress:
    return Progress(console=Console(file=io.StringIO()))
