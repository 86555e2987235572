import socket
from collections.abc import Callable, Iterator

import pytest

from local_aws.emulator import Emulator
from local_aws.sessions import EmulatorSession


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    def choose() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return probe.getsockname()[1]

    return choose


@pytest.fixture(scope="session")
def emulator(free_port: Callable[[], int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """One emulator for the whole run: each test keeps to names of its own."""
    folder = tmp_path_factory.mktemp("emulator")
    with Emulator(port=free_port(), state_dir=folder / "state", logs_dir=folder / "logs") as running:
        yield running


@pytest.fixture(scope="session")
def session(emulator: Emulator) -> EmulatorSession:
    return emulator.session()
