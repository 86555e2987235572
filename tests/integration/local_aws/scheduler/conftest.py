from collections.abc import Iterator

import pytest

from local_aws.emulator import Emulator
from local_aws.sessions import EmulatorSession
from tests.local_emulator import emulator_in


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """An emulator without the schedules of other tests: all of an account's are run."""
    with emulator_in(tmp_path_factory.mktemp("emulator")) as running:
        yield running


@pytest.fixture(scope="module")
def session(emulator: Emulator) -> EmulatorSession:
    return emulator.session()
