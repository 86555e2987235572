from collections.abc import Generator, Sequence

import pytest
from hypothesis import given, settings

from tests.faults import checker
from tests.faults.history import SCRIPTS, History, Step
from tests.faults.memory_lake import MemoryLake, memory_lake


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Generator[MemoryLake]:
    with memory_lake(tmp_path_factory.mktemp("lake")) as made:
        yield made


@settings(max_examples=settings().max_examples // 5)
@given(script=SCRIPTS)
def test_nothing_is_lost_and_nothing_comes_twice_whatever_goes_wrong(
    lake: MemoryLake, script: Sequence[Step]
) -> None:
    lake.empty()
    checker.run(History(lake, "owner"), script)
