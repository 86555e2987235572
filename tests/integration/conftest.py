import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from local_aws.emulator import Emulator
from local_aws.sessions import EmulatorSession
from tests.integration.lake.emptied_lake import EmptiedLake
from tests.integration.lake.realized_lake import Lake, realize_lake


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


@pytest.fixture(scope="session")
def emptied_lake(session: EmulatorSession, tmp_path_factory: pytest.TempPathFactory) -> EmptiedLake:
    name = f"lake{uuid4().hex[:12]}"
    return EmptiedLake(realize_lake(name, session, tmp_path_factory.mktemp(name)))


@pytest.fixture
def lake(emptied_lake: EmptiedLake, tmp_path: Path) -> Lake:
    """An empty lake of this test alone. It is 10 March 2026, 12:00 UTC, until the test says otherwise."""
    return emptied_lake.for_test(tmp_path)
