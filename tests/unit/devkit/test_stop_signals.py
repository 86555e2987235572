import os
import signal
from collections.abc import Iterator

import pytest

from tasklake_devkit.cli.system import stop_signals

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    before = {ending: signal.getsignal(ending) for ending in ENDINGS}
    yield
    for ending, handler in before.items():
        signal.signal(ending, handler)


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.name)
def test_whatever_ends_a_process_asks_a_running_system_to_stop(ending: signal.Signals) -> None:
    stop = stop_signals()
    assert not stop.is_set()
    os.kill(os.getpid(), ending)
    assert stop.wait(5)
