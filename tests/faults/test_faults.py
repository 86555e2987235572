from collections.abc import Generator

import pytest
from hypothesis import given, settings

from tests.faults import checker
from tests.faults.memory_lake import MemoryLake, memory_lake
from tests.faults.runs import START
from tests.faults.steps import SCRIPTS, TOGETHER, Script
from tests.faults.together import Together


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Generator[MemoryLake]:
    with memory_lake(tmp_path_factory.mktemp("lake")) as made:
        yield made


@settings(max_examples=settings().max_examples // 5 // TOGETHER)
@given(script=SCRIPTS)
def test_nothing_is_lost_and_nothing_comes_twice_whatever_goes_wrong(
    lake: MemoryLake, script: Script
) -> None:
    lake.empty()
    checker.run(Together(lake, "owner", START), script)
