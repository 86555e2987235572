from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from local_aws.emulator import Emulator, UncleanStopError
from tests.local_emulator import emulator_in


def stop(emulator: Emulator) -> None:
    with suppress(UncleanStopError):
        emulator.stop()


@pytest.fixture
def new_emulator(tmp_path: Path) -> Iterator[Callable[[], Emulator]]:
    """Emulators of one state folder, each on a port of its own, all stopped in the end."""
    with ExitStack() as made:

        def make() -> Emulator:
            emulator = emulator_in(tmp_path)
            made.callback(stop, emulator)
            return emulator

        yield make
