from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from local_aws.emulator import Emulator
from local_aws.sessions import EmulatorSession
from tests.integration.lake.emptied_lake import EmptiedLake
from tests.integration.lake.realized_lake import Lake, realize_lake
from tests.local_emulator import emulator_in


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """One emulator for the whole run: each test keeps to names of its own."""
    with emulator_in(tmp_path_factory.mktemp("emulator")) as running:
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
