from dataclasses import replace
from uuid import uuid4

import pytest

from local_aws.sessions import EmulatorSession
from tests.integration.lake import task_board
from tests.integration.lake.realized_lake import Lake, realize_lake


@pytest.fixture(scope="module")
def shared_lake(session: EmulatorSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A lake for all tests of a file."""
    name = f"lake{uuid4().hex[:12]}"
    return realize_lake(name, session, tmp_path_factory.mktemp(name))


@pytest.fixture(scope="module")
def filled_lake(shared_lake: Lake) -> Lake:
    task_board.fill(shared_lake)
    return shared_lake


@pytest.fixture
def team_lake(filled_lake: Lake) -> Lake:
    """The team's three days, to be read only; the clock is this test's own."""
    return replace(filled_lake)
