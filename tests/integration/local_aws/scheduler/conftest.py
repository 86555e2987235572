from collections.abc import Callable, Iterator

import pytest

from local_aws.emulator import Emulator
from local_aws.sessions import EmulatorSession


@pytest.fixture(scope="module")
def emulator(free_port: Callable[[], int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """An emulator without the schedules of other tests: all of an account's are run."""
    folder = tmp_path_factory.mktemp("emulator")
    with Emulator(port=free_port(), state_dir=folder / "state", logs_dir=folder / "logs") as running:
        yield running


@pytest.fixture(scope="module")
def session(emulator: Emulator) -> EmulatorSession:
    return emulator.session()
