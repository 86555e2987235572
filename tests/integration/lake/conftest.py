from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from local_aws.sessions import EmulatorSession
from tests.integration.lake import task_board
from tests.integration.lake.realized_lake import Lake, realize_lake


@pytest.fixture
def lake(session: EmulatorSession, tmp_path: Path) -> Lake:
    """An empty lake of this test's own. It is 10 March 2026, 12:00 UTC, until the test says otherwise."""
    return realize_lake(unique_name(), session, tmp_path)


@pytest.fixture(scope="module")
def shared_lake(session: EmulatorSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A lake for all tests of a file."""
    name = unique_name()
    return realize_lake(name, session, tmp_path_factory.mktemp(name))


@pytest.fixture(scope="module")
def filled_lake(shared_lake: Lake) -> Lake:
    task_board.fill(shared_lake)
    return shared_lake


@pytest.fixture
def team_lake(filled_lake: Lake) -> Lake:
    """The team's three days, to be read only; the clock is this test's own."""
    return replace(filled_lake)


def unique_name() -> str:
    return f"lake{uuid4().hex[:12]}"
